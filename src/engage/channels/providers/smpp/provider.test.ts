import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../../../test/harness/test-context.ts'
import { readUnread } from '../../../../collect/drainer/index.ts'
import { applyContactPolicy } from '../../../../decide/policy/index.ts'
import { encryptContact } from '../../../../platform/crypto/contact-cipher.ts'
import { checkContact } from '../../../contact-gate/index.ts'
import { closeCarriers } from '../../carriers.ts'
import { dispatchTouches } from '../../dispatch-touches.ts'
import { matchWaitingReceipts } from '../../receive-receipts.ts'
import { saveRoute } from '../../save-route.ts'
import { queueTouches, saveCustomers } from '../../testing/queued-touches.ts'
import { internationalNumber } from './provider.ts'
import { type MessageCentre, openMessageCentre } from './testing/message-centre.ts'

let t: TestContext
let centre: MessageCentre
const longName = '汉'.repeat(80)

beforeAll(async () => {
  t = await openTestContext()
  await applyContactPolicy(t.ctx, { consent: 'opt_out', caps: [], quietHours: null })
  centre = await openMessageCentre('s3cret')
  await saveRoute(t.ctx, 'sms', {
    provider: 'smpp',
    settings: {
      host: '127.0.0.1',
      port: centre.port,
      systemId: 'bank',
      password: 's3cret',
      sender: '10690001',
      countryCode: '86',
      window: 5,
    },
  })
  const person = (customer: number, name: string, address: string) => ({
    customer,
    name,
    kind: 'phone',
    address,
  })
  await saveCustomers(
    t.ctx,
    [
      person(1, '王芳', '13800138001'),
      person(2, longName, '13800138002'),
      person(3, '李雷', '+8613800138003'),
      person(4, '韩梅', '13800138004'),
      person(5, '赵敏', '13800138005'),
    ],
    (address) => encryptContact(t.ctx.config, address),
  )
})
afterAll(async () => {
  await closeCarriers(t.ctx)
  await centre.close()
  await t.close()
})

async function receipts(journey: number): Promise<Record<string, string[]>> {
  const rows = await t.ctx.clickhouse.query(
    `SELECT customer, groupArray(concat(status, if(detail = '', '', concat(': ', detail)))) AS said FROM (
       SELECT * FROM touch_receipt FINAL WHERE journey = {journey:UInt32} ORDER BY customer, at, status)
     GROUP BY customer ORDER BY customer`,
    { journey },
    z.object({ customer: z.number(), said: z.array(z.string()) }),
  )
  return Object.fromEntries(rows.map(({ customer, said }) => [customer, said]))
}

const receiptFor = (messageId: string, phone: string, state: string) => ({
  source_addr: `86${phone}`,
  destination_addr: '10690001',
  esm_class: 4,
  short_message: {
    message: `id:${messageId} sub:001 dlvrd:001 submit date:2611010930 done date:2611010931 stat:${state} err:000 text:`,
  },
})

it('sends UCS-2 texts, long ones in segments, and matches the receipts that come back', async () => {
  const journey = await queueTouches(t.ctx, 'texted', 'sms', { to: 3 })
  expect(await dispatchTouches(t.ctx)).toMatchObject({ sent: 3, failed: 0 })
  const texts = centre.submitted.map((pdu) => pdu.short_message)
  expect(centre.submitted.map((pdu) => pdu.destination_addr).toSorted()).toEqual([
    '8613800138001',
    '8613800138002',
    '8613800138002',
    '8613800138003',
  ])
  expect(new Set(centre.submitted.map((pdu) => pdu.data_coding))).toEqual(new Set([8]))
  expect(texts.some((text) => text?.message === '尊敬的王芳（N1）')).toBe(true)

  const long = centre.submitted.filter((pdu) => pdu.destination_addr === '8613800138002')
  expect(long.map((pdu) => pdu.short_message?.message).join('')).toBe(`尊敬的${longName}（N2）`)
  const [first, second] = long.map((pdu) => pdu.short_message?.udh?.[0])
  expect([first?.[3], first?.[4], second?.[3], second?.[4]]).toEqual([2, 1, 2, 2])
  expect(first?.[2]).toBe(second?.[2])
  // Every outcome of the last segment, only failures of the first: one “delivered” a message.
  expect(long.map((pdu) => pdu.registered_delivery)).toEqual([2, 1])

  const idTo = (phone: string, nth = 0): string => {
    const mine = centre.submitted.flatMap((pdu, i) =>
      pdu.destination_addr === phone ? [`00AB${i + 1}`] : [],
    )
    return mine[nth] ?? ''
  }
  t.clock.advance(60_000)
  expect(await centre.deliver(receiptFor(idTo('8613800138001'), '13800138001', 'DELIVRD'))).toBe(0)
  expect(await centre.deliver(receiptFor(idTo('8613800138001'), '13800138001', 'DELIVRD'))).toBe(0)
  expect(
    await centre.deliver(receiptFor(idTo('8613800138003').toLowerCase(), '13800138003', 'UNDELIV')),
  ).toBe(0)
  // The first of two segments, by its TLVs.
  const tlvs = { esm_class: 4, receipted_message_id: idTo('8613800138002'), message_state: 3 }
  expect(await centre.deliver({ source_addr: '8613800138002', destination_addr: '10690001', ...tlvs })).toBe(
    0,
  )
  await matchWaitingReceipts(t.ctx)
  expect(await receipts(journey)).toEqual({
    1: ['sent', 'delivered: DELIVRD'],
    2: ['sent', 'failed: EXPIRED'],
    3: ['sent', 'failed: UNDELIV'],
  })
})

it('sends what was throttled a little later, and the rest once', async () => {
  centre.submitted.length = 0
  centre.refuse('ESME_RTHROTTLED')
  const journey = await queueTouches(t.ctx, 'throttled', 'sms', { from: 4, to: 5 })
  await dispatchTouches(t.ctx)
  expect(centre.submitted).toHaveLength(2)
  expect(new Set(centre.submitted.map((pdu) => pdu.destination_addr)).size).toBe(2)
  expect(Object.values(await receipts(journey)).map((said) => said.at(-1))).toEqual(['sent', 'sent'])
})

it('waits for the turn of a segment when the first of its message has left', async () => {
  centre.submitted.length = 0
  centre.refuse('ESME_ROK', 'ESME_RTHROTTLED', 'ESME_RMSGQFUL')
  const journey = await queueTouches(t.ctx, 'long_throttled', 'sms', { from: 2, to: 2 })
  expect(await dispatchTouches(t.ctx)).toMatchObject({ sent: 1 })
  expect(centre.submitted.map((pdu) => pdu.short_message?.udh?.[0]?.[4])).toEqual([1, 2])
  expect(await receipts(journey)).toEqual({ 2: ['sent'] })
})

it('says of a number that does not exist that it failed', async () => {
  centre.refuse('ESME_RINVDSTADR')
  const journey = await queueTouches(t.ctx, 'nowhere', 'sms', { from: 1, to: 1 })
  expect(await dispatchTouches(t.ctx)).toMatchObject({ failed: 1 })
  expect(await receipts(journey)).toEqual({ 1: ['failed: ESME_RINVDSTADR'] })
})

const textsOf = async (customer: number) => {
  const rows = await t.ctx.clickhouse.query(
    `SELECT properties FROM event WHERE name = '$sms_received' AND customer = {customer:UInt32} ORDER BY at`,
    { customer },
    z.object({ properties: z.record(z.string(), z.string()) }),
  )
  return rows.map(({ properties }) => properties)
}

it('keeps what customers write, and takes an R for an opt-out: the gate refuses the next text, and only texts', async () => {
  expect(await checkContact(t.ctx, 1, 'sms')).not.toMatchObject({ reason: 'opted_out' })
  const message = { source_addr: '8613800138001', destination_addr: '10690001', data_coding: 8 }
  expect(await centre.deliver({ ...message, short_message: { message: '谢谢' } })).toBe(0)
  expect(await checkContact(t.ctx, 1, 'sms')).not.toMatchObject({ reason: 'opted_out' })
  const journey = await queueTouches(t.ctx, 'before_r', 'sms', { from: 1, to: 1 })
  t.clock.advance(1_000)
  expect(await centre.deliver({ ...message, short_message: { message: 'ｒ。' } })).toBe(0)
  expect(await checkContact(t.ctx, 1, 'sms')).toMatchObject({ allowed: false, reason: 'opted_out' })
  expect(await checkContact(t.ctx, 1, 'email')).not.toMatchObject({ reason: 'opted_out' })
  expect(await checkContact(t.ctx, 3, 'sms')).not.toMatchObject({ reason: 'opted_out' })

  expect(await textsOf(1)).toEqual([
    { text: '谢谢', optOut: 'false' },
    { text: 'ｒ。', optOut: 'true' },
  ])
  const { blocks } = await readUnread(t.ctx.postgres, 0, ['$sms_received'])
  expect(blocks).toHaveLength(2)

  // Queued before the answer came: dropped before it leaves.
  centre.submitted.length = 0
  await dispatchTouches(t.ctx)
  expect(centre.submitted).toEqual([])
  expect((await receipts(journey))[1]?.[0]).toMatch(/^dropped/)
})

it('takes a text that is delivered again for the same, and a later one for another', async () => {
  const written = {
    source_addr: '8613800138003',
    destination_addr: '10690001',
    data_coding: 8,
    short_message: { message: '请回电' },
  }
  const before = await textsOf(3)
  expect(await centre.deliver(written)).toBe(0)
  t.clock.advance(5 * 60_000)
  expect(await centre.deliver(written)).toBe(0)
  expect(await textsOf(3)).toEqual([...before, { text: '请回电', optOut: 'false' }])
  t.clock.advance(60 * 60_000)
  expect(await centre.deliver(written)).toBe(0)
  expect(await textsOf(3)).toHaveLength(before.length + 2)
})

it('writes numbers the way the message centre wants them', () => {
  expect(internationalNumber('13800138001', '86')).toBe('8613800138001')
  expect(internationalNumber('8613800138001', '86')).toBe('8613800138001')
  expect(internationalNumber('+852 9123 4567', '86')).toBe('85291234567')
  expect(internationalNumber('13800138001', '')).toBe('13800138001')
})
