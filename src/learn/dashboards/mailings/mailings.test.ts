import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import type { Context } from '../../../platform/context.ts'
import { smallDays, smallEvents, storeSmallEvents } from '../../analyses/testing/small-events.ts'
import { metricNamed } from '../../metrics/testing/metric-fixture.ts'
import { archiveDashboard } from '../archive-dashboard.ts'
import { createDashboard } from '../save-dashboard.ts'
import { newDashboard } from '../schema.ts'
import { shareDashboard } from '../share-dashboard.ts'
import { dashboardTables } from '../store.ts'
import { decodePng } from '../testing/decode-png.ts'
import { personIn } from '../testing/people.ts'
import { listSendings, readMailing } from './list-mailings.ts'
import { previewMail } from './preview-mail.ts'
import { requestSending } from './request-sending.ts'
import { createMailing, updateMailing } from './save-mailing.ts'
import { mailingInput } from './schema.ts'
import { sendMailings } from './send-mailings.ts'

const hour = 3_600_000
let t: TestContext
let ann: Context
let board = 0
const mails: Buffer[] = []
/** Addresses that the server refuses, and with what. */
const refused = new Map<string, number>()
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo: ({ address }, _session, done) => {
    const code = refused.get(address)
    done(code === undefined ? undefined : Object.assign(new Error('no'), { responseCode: code }))
  },
  onData: (stream, _session, done) => {
    const parts: Buffer[] = []
    stream.on('data', (part: Buffer) => parts.push(part))
    stream.on('end', () => {
      mails.push(Buffer.concat(parts))
      done()
    })
  },
})

beforeAll(async () => {
  await new Promise<void>((done) => void smtp.listen(0, '127.0.0.1', () => done()))
  const { port } = z.object({ port: z.number() }).parse(smtp.server.address())
  t = await openTestContext({
    overrides: {
      publicUrl: 'https://banyan.example',
      email: { url: `smtp://127.0.0.1:${port}`, from: 'banyan@example.com' },
    },
  })
  ann = await personIn(t.ctx, 'ann', 'operator')
  await storeSmallEvents(t.ctx.clickhouse, smallEvents(50, 3))
  await t.ctx.clickhouse.command(
    "INSERT INTO customer (customer, number, name, updated) SELECT number + 1, toString(number), '', now64(3) FROM numbers(50)",
  )
  const signIns = await metricNamed(t.ctx, 'sign_ins')
  await signIns([
    { day: '2026-10-24', value: 1000 },
    { day: '2026-10-30', value: 1100 },
    { day: '2026-10-31', value: 1250 },
  ])
  const grid = { x: 0, w: 12, h: 3 }
  board = Number(
    await createDashboard(
      ann,
      newDashboard.parse({
        name: { 'zh-CN': '每日看板', en: 'Daily <board>' },
        widgets: [
          {
            ...grid,
            id: 'n',
            y: 0,
            content: { kind: 'metric', metric: 'sign_ins', shown: { show: 'number' } },
          },
          {
            ...grid,
            id: 't',
            y: 3,
            title: { 'zh-CN': '活跃客户', en: 'Active customers' },
            content: {
              kind: 'analysis',
              analysis: {
                type: 'trend',
                range: smallDays,
                series: [{ event: 'a', measure: { of: 'users' } }],
                interval: 'day',
              },
            },
          },
          { ...grid, id: 'w', y: 6, content: { kind: 'note', text: { 'zh-CN': '说明文字', en: 'A note' } } },
        ],
      }),
    ),
  )
})
afterAll(async () => {
  await new Promise<void>((done) => smtp.close(() => done()))
  await t.close()
})
beforeEach(() => {
  mails.length = 0
  refused.clear()
})

const mailing = (input: Partial<z.input<typeof mailingInput>> = {}) =>
  mailingInput.parse({
    recipients: ['desk@bank.example'],
    // 10:00 is now.
    schedule: { every: 'day', at: '11:00' },
    ...input,
  })
const read = (): Promise<Email[]> => Promise.all(mails.map((mail) => PostalMime.parse(mail)))
const newest = async (id: number) => (await listSendings(ann, board, id, { limit: 10 })).items[0]
const everyColour = (png: Buffer): number => {
  const { pixels } = decodePng(png)
  const colours = new Set<number>()
  for (let at = 0; at < pixels.length; at += 4) colours.add(pixels.readUInt32BE(at))
  return colours.size
}

it('sends a board as pictures and tables in the language of its readers, with a link', async () => {
  const id = await createMailing(ann, board, mailing({ recipients: ['a@bank.example', 'b@bank.example'] }))
  await requestSending(ann, board, id)
  expect(await sendMailings(t.ctx)).toEqual({ sent: 2 })
  const [one, two] = await read()
  expect([one, two].map((mail) => mail?.to?.[0]?.address).toSorted()).toEqual([
    'a@bank.example',
    'b@bank.example',
  ])
  expect(one?.subject).toBe('每日看板 2026-11-01')
  expect(one?.html).toContain('https://banyan.example/learn/dashboards/')
  expect(one?.html).toContain('1,250')
  expect(one?.html).toContain('说明文字')
  expect(one?.text).toContain('活跃客户')
  expect(one?.attachments).toHaveLength(2)
  for (const { contentId, content, mimeType, disposition } of one?.attachments ?? []) {
    expect({ mimeType, disposition }).toEqual({ mimeType: 'image/png', disposition: 'inline' })
    expect(one?.html).toContain(`cid:${contentId?.slice(1, -1)}`)
    const png = Buffer.from(content as ArrayBuffer)
    expect(decodePng(png).width).toBe(1360)
    expect(everyColour(png)).toBeGreaterThan(20)
  }
  mails.length = 0
  await updateMailing(ann, board, id, 1, mailing({ language: 'en', enabled: false }))
  await requestSending(ann, board, id)
  await sendMailings(t.ctx)
  const [english] = await read()
  expect(english?.subject).toBe('Daily <board> 2026-11-01')
  expect(english?.html).toContain('Daily &lt;board&gt;')
  expect(english?.html).toContain('Active customers')
  expect(english?.html).not.toContain('看板')
})

it('is shown before it goes out, as it would look to whoever asks, and nothing is sent', async () => {
  const seen = await previewMail(ann, board, { language: 'zh-CN', filters: null })
  const id = await createMailing(ann, board, mailing({ enabled: false }))
  await requestSending(ann, board, id)
  await sendMailings(t.ctx)
  const [mail] = await read()
  expect(mails).toHaveLength(1)
  const shown = [...seen.html.matchAll(/src="data:image\/png;base64,([^"]+)"/g)].map(([, data]) => data)
  expect(shown).toEqual(
    mail?.attachments.map(({ content }) => Buffer.from(content as ArrayBuffer).toString('base64')),
  )
  expect(seen.subject).toBe(mail?.subject)
  expect(seen.html.replaceAll(/src="[^"]+"/g, '')).toBe(mail?.html?.trimEnd().replaceAll(/src="[^"]+"/g, ''))
  const stranger = await personIn(t.ctx, 'stranger', 'operator')
  await expect(previewMail(stranger, board, { language: 'en', filters: null })).rejects.toThrow(
    'There is no dashboard',
  )
})

it('goes out once a slot, whoever looks and however often', async () => {
  const id = await createMailing(ann, board, mailing())
  expect(await sendMailings(t.ctx)).toEqual({ sent: 0 })
  t.clock.advance(hour)
  const both = await Promise.all([sendMailings(t.ctx), sendMailings(t.ctx), sendMailings(t.ctx)])
  expect(both.reduce((sum, { sent }) => sum + sent, 0)).toBe(1)
  expect(await sendMailings(t.ctx)).toEqual({ sent: 0 })
  expect(mails).toHaveLength(1)
  expect(await newest(id)).toMatchObject({
    slot: '2026-11-01T03:00:00.000Z',
    state: 'done',
    mails: [{ recipient: 'desk@bank.example', state: 'sent' }],
  })
  // Three days during which nothing ran are one mail, and the next is due tomorrow.
  t.clock.advance(72 * hour)
  expect(await sendMailings(t.ctx)).toEqual({ sent: 1 })
  const after = await readMailing(ann, board, id)
  expect(after.dueAt).toBe('2026-11-05T03:00:00.000Z')
  await updateMailing(ann, board, id, after.version, mailing({ enabled: false }))
  t.clock.advance(72 * hour)
  expect(await sendMailings(t.ctx)).toEqual({ sent: 0 })
})

it('goes on after a crash with those who have not got it, under the same Message-ID', async () => {
  const recipients = ['first@bank.example', 'second@bank.example', 'wrong@bank.example']
  const id = await createMailing(ann, board, mailing({ recipients, enabled: false }))
  await requestSending(ann, board, id)
  refused.set('second@bank.example', 450).set('wrong@bank.example', 550)
  expect(await sendMailings(t.ctx)).toEqual({ sent: 1 })
  expect(await newest(id)).toMatchObject({
    state: 'pending',
    mails: [{ state: 'sent' }, { state: 'pending' }, { state: 'failed' }],
  })
  refused.clear()
  expect(await sendMailings(t.ctx)).toEqual({ sent: 0 })
  t.clock.advance(hour)
  expect(await sendMailings(t.ctx)).toEqual({ sent: 1 })
  const [, second] = await read()
  const [row] = await dashboardTables(t.ctx.postgres)
    .selectFrom('dashboard_mail')
    .select('id')
    .where('recipient', '=', 'second@bank.example')
    .execute()
  expect(second?.messageId).toBe(`<${row?.id}@banyan>`)
  expect((await newest(id))?.state).toBe('failed')
})

it('stops with a reason when its owner is disabled or the board is no longer shared with them', async () => {
  const bob = await personIn(t.ctx, 'bob', 'operator')
  const at = async () => {
    const row = await dashboardTables(t.ctx.postgres)
      .selectFrom('dashboard')
      .select('version')
      .where('id', '=', board)
      .executeTakeFirstOrThrow()
    return row.version
  }
  const share = async (everyone: 'view' | 'none') =>
    shareDashboard(ann, board, await at(), { everyone, users: [], roles: [] })
  await share('view')
  const id = await createMailing(bob, board, mailing())
  await share('none')
  t.clock.advance(24 * hour)
  expect(await sendMailings(t.ctx)).toEqual({ sent: 0 })
  expect(await readMailing(ann, board, id)).toMatchObject({ stopped: 'owner_may_not_view', dueAt: null })

  await share('view')
  await updateMailing(bob, board, id, (await readMailing(bob, board, id)).version, mailing())
  await dashboardTables(t.ctx.postgres)
    .updateTable('app_user')
    .set({ disabled_at: t.clock.now() })
    .where('login', '=', 'bob')
    .execute()
  t.clock.advance(24 * hour)
  expect(await sendMailings(t.ctx)).toEqual({ sent: 0 })
  expect(await readMailing(ann, board, id)).toMatchObject({ stopped: 'owner_disabled', dueAt: null })
  expect(mails).toEqual([])
})

it('rests while the board is put away', async () => {
  const id = await createMailing(ann, board, mailing())
  const version = async () =>
    (
      await dashboardTables(t.ctx.postgres)
        .selectFrom('dashboard')
        .select('version')
        .where('id', '=', board)
        .executeTakeFirstOrThrow()
    ).version
  await archiveDashboard(ann, board, await version(), true)
  expect(await readMailing(ann, board, id)).toMatchObject({ stopped: 'dashboard_archived', dueAt: null })
  await archiveDashboard(ann, board, await version(), false)
  const { stopped, dueAt } = await readMailing(ann, board, id)
  expect(stopped).toBeNull()
  expect(dueAt).not.toBeNull()
})
