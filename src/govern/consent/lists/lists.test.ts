import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { encryptContact } from '../../../platform/crypto/contact-cipher.ts'
import { identifierHash } from '../../../platform/crypto/identifier-hash.ts'
import { recordSuppression } from '../record-consent.ts'
import { recordOptOut } from '../record-opt-out.ts'
import { listEntries, listLists } from './list-lists.ts'
import { archiveList, changeList, createList } from './save-list.ts'
import { uploadEntries } from './upload-entries.ts'

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
  const first_seen = '2026-01-01T00:00:00Z'
  const rows = [1, 2, 3].map((customer) => ({
    namespace: 'customer_number',
    value: `N${customer}`,
    customer,
    first_seen,
  }))
  const phone = {
    namespace: 'phone',
    value: identifierHash(t.ctx.config, 'phone', '13800001111'),
    customer: 2,
    first_seen,
  }
  await t.ctx.clickhouse.insert(
    'identifier',
    ['namespace', 'value', 'customer', 'first_seen'],
    [...rows, phone].map((row) => JSON.stringify(row)).join('\n'),
  )
  await t.ctx.clickhouse.insert(
    'contact_point',
    ['customer', 'kind', 'value', 'updated'],
    JSON.stringify({
      customer: 3,
      kind: 'phone',
      value: encryptContact(t.ctx.config, '+8613800001111'),
      updated: first_seen,
    }),
  )
})
afterAll(() => t.close())

const vip = { name: { 'zh-CN': '贵宾', en: 'VIP' }, blocks: ['marketing' as const] }
const customersOf = async (key: string) =>
  (await listLists(t.ctx)).find((list) => list.key === key)?.customers

it('has lists for complaint, hardship, death, staff and opt-outs, and the bank’s own', async () => {
  expect((await listLists(t.ctx)).map(({ key }) => key)).toEqual([
    'complaint',
    'deceased',
    'hardship',
    'opted_out',
    'staff',
  ])
  const made = await createList(t.ctx, { key: 'vip', ...vip })
  expect(made).toMatchObject({ builtIn: false, version: 1, customers: 0 })
  await expect(createList(t.ctx, { key: 'vip', ...vip })).rejects.toMatchObject({ code: 'conflict' })
  const changed = await changeList(t.ctx, 'vip', { ...vip, blocks: ['marketing', 'care'] }, 1)
  expect(changed).toMatchObject({ version: 2, blocks: ['marketing', 'care'] })
  await expect(changeList(t.ctx, 'vip', vip, 1)).rejects.toMatchObject({ code: 'precondition_failed' })
})

it('takes many numbers at once, names those that nobody has, and ends entries again', async () => {
  const content = 'N1, N2;N1\nN404'
  expect(await uploadEntries(t.ctx, 'vip', { content, evidence: 'letter' })).toEqual({
    numbers: 3,
    recorded: 2,
    unknown: 1,
    unknownNumbers: ['N404'],
  })
  const { items, next } = await listEntries(t.ctx, 'vip', { limit: 1 })
  expect(items).toMatchObject([{ customer: 1, channel: '', until: null, evidence: 'letter' }])
  const rest = await listEntries(t.ctx, 'vip', { limit: 1, cursor: next ?? '' })
  expect(rest).toMatchObject({ items: [{ customer: 2 }], next: null })
  t.clock.advance(1000)
  await uploadEntries(t.ctx, 'vip', { content: 'N1', active: false })
  expect(await customersOf('vip')).toBe(1)
})

it('puts lists of the bank’s own away, and no built-in one', async () => {
  await archiveList(t.ctx, 'vip')
  expect((await listLists(t.ctx)).map(({ key }) => key)).not.toContain('vip')
  await expect(archiveList(t.ctx, 'staff')).rejects.toMatchObject({ code: 'conflict' })
  await expect(recordSuppression(t.ctx, { customerNumber: 'N1', reason: 'vip' })).rejects.toMatchObject({
    code: 'not_found',
  })
})

it('believes an answer "R" for everybody who has the number, however it is written', async () => {
  const optOut = { channel: 'sms', addresses: ['+86 138 0000 1111'], evidence: 'inbound "R"' } as const
  expect(await recordOptOut(t.ctx, optOut)).toEqual({ customers: 2 })
  expect(await recordOptOut(t.ctx, { ...optOut, addresses: ['13999999999'] })).toEqual({ customers: 0 })
  expect(await customersOf('opted_out')).toBe(2)
  const decisions = await t.ctx.clickhouse.query(
    `SELECT customer, purpose, channel, granted FROM consent ORDER BY customer`,
    {},
    z.object({ customer: z.number(), purpose: z.string(), channel: z.string(), granted: z.number() }),
  )
  expect(decisions).toEqual(
    [2, 3].map((customer) => ({ customer, purpose: 'marketing', channel: 'sms', granted: 0 })),
  )
})
