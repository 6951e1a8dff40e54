import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { type Drainer, startDrainer } from '../drainer/index.ts'
import { listNewestEvents, countEventsBySource } from '../event-feed/index.ts'
import { encodeEnvelope } from '../protocols/index.ts'
import { createSource } from '../sources/index.ts'
import { type FileSpool, openSpool } from '../spool/index.ts'
import { openTrackingPlan, type TrackingPlan } from '../tracking-plan/index.ts'
import { countDeadLetters, discardDeadLetters, listDeadLetters, replayDeadLetters } from './index.ts'

let t: TestContext
let spool: FileSpool
let plan: TrackingPlan
let drainer: Drainer
let source = 0
beforeAll(async () => {
  t = await openTestContext()
  spool = await openSpool(t.ctx.config)
  plan = await openTrackingPlan(t.ctx)
  drainer = startDrainer(t.ctx, spool, { plan })
  const created = await createSource(t.ctx, { key: 'app', name: 'App', channel: 'app' })
  source = created.id
})
afterAll(async () => {
  await drainer.stop()
  await spool.close()
  plan.close()
  await t.close()
})

async function send(...messages: object[]): Promise<void> {
  const received = t.clock.now().getTime()
  const timestamp = new Date(received - 1000).toISOString()
  const batch = messages.map((message) => ({ type: 'track', timestamp, ...message }))
  const header = {
    source,
    protocol: 'segment',
    received,
    strict: false,
    channel: 'app',
    kind: '',
    sentAt: 0,
  } as const
  const body = { batch, sentAt: new Date(received).toISOString() }
  await spool.append(encodeEnvelope(header, Buffer.from(JSON.stringify(body))))
  await drainer.drained()
  t.clock.advance(1000)
}

const page = { limit: 50 }

describe('dead letters', () => {
  it('lists refused items, newest first, page by page', async () => {
    for (const i of [1, 2, 3]) await send({ messageId: `nobody-${i}`, event: 'x' })
    await send({ messageId: 'no-name', userId: 'u' })
    const first = await listDeadLetters(t.ctx, { limit: 3 })
    expect(first.items.map((letter) => letter.reason)).toEqual([
      'missing_name',
      'missing_identity',
      'missing_identity',
    ])
    const second = await listDeadLetters(t.ctx, { limit: 3, cursor: first.next ?? '' })
    expect(second.items).toHaveLength(1)
    expect(second.next).toBeNull()
    expect(second.items[0]).toMatchObject({
      source,
      protocol: 'segment',
      state: 'open',
      body: expect.stringContaining('nobody-1'),
    })
    expect(await countDeadLetters(t.ctx, { state: 'open' })).toEqual([
      { reason: 'missing_identity', letters: 3 },
      { reason: 'missing_name', letters: 1 },
    ])
    expect((await listDeadLetters(t.ctx, { ...page, reason: 'missing_name', source })).items).toHaveLength(1)
  })

  it('replays an item once the tracking plan admits it, and counts it once', async () => {
    await t.ctx.postgres.transaction().execute(async (transaction) => {
      const now = t.clock.now()
      await sql`INSERT INTO event_definition (name, status, first_seen, last_seen) VALUES ('blocked', 'blocked', ${now}, ${now})`.execute(
        transaction,
      )
    })
    await plan.refresh()
    await new Promise((resolve) => setTimeout(resolve, 1200))
    await send({ messageId: 'b-1', event: 'blocked', userId: 'u' })
    const [letter] = (await listDeadLetters(t.ctx, { ...page, reason: 'blocked_event' })).items
    expect(letter).toBeDefined()
    await sql`UPDATE event_definition SET status = 'approved', version = version + 1 WHERE name = 'blocked'`.execute(
      t.ctx.postgres,
    )
    await plan.refresh()
    await new Promise((resolve) => setTimeout(resolve, 1200))
    const ids = [letter?.id ?? '']
    expect(await replayDeadLetters(t.ctx, spool, { ids })).toEqual({ changed: 1, skipped: 0 })
    expect(await replayDeadLetters(t.ctx, spool, { ids })).toEqual({ changed: 0, skipped: 1 })
    await send({ messageId: 'b-1', event: 'blocked', userId: 'u' })
    const rows = await t.ctx.clickhouse.query(
      "SELECT count() AS n FROM event WHERE message_id = 'b-1'",
      {},
      z.object({ n: z.coerce.number() }),
    )
    expect(rows).toEqual([{ n: 1 }])
    const [replayed] = (await listDeadLetters(t.ctx, { ...page, reason: 'blocked_event' })).items
    expect(replayed?.state).toBe('replayed')
  })

  it('shows nobody the phone numbers and papers of a refused item', async () => {
    const traits = {
      phone: '13812345678',
      note: 'call +8613912345678',
      address: { idCard: '110101199003074514' },
    }
    await send({ messageId: 'personal', userId: 'u', traits, type: 'track' })
    const stored = await t.ctx.clickhouse.query(
      "SELECT body FROM dead_letter WHERE body LIKE '%personal%'",
      {},
      z.object({ body: z.string() }),
    )
    expect(stored[0]?.body).toContain('13812345678')
    const shown = (await listDeadLetters(t.ctx, page)).items.find(({ body }) => body.includes('personal'))
    expect(shown?.body).toContain('138****5678')
    expect(shown?.body).not.toMatch(/13812345678|13912345678|110101199003074514/)
    await discardDeadLetters(t.ctx, { ids: [shown?.id ?? ''] })
  })

  it('discards with an audit row', async () => {
    const { items } = await listDeadLetters(t.ctx, { ...page, reason: 'missing_name', state: 'open' })
    const ids = items.map((letter) => letter.id)
    expect(await discardDeadLetters(t.ctx, { ids })).toEqual({ changed: 1, skipped: 0 })
    const audit = await sql<{ action: string; detail: object }>`
      SELECT action, detail FROM audit WHERE action = 'dead_letter.discard'`.execute(t.ctx.postgres)
    expect(audit.rows).toContainEqual({ action: 'dead_letter.discard', detail: { ids } })
  })
})

describe('event feed', () => {
  it('shows the newest events first and counts them by source', async () => {
    await send({ messageId: 'f-1', event: 'first', userId: 'u', properties: { page: '/a' } })
    await send({ messageId: 'f-2', event: 'second', userId: 'u' })
    const events = await listNewestEvents(t.ctx, { limit: 2 })
    expect(events.map((event) => event.name)).toEqual(['second', 'first'])
    expect(events[1]).toMatchObject({ source, properties: { page: '/a' }, messageId: 'f-1' })
    expect(
      (await listNewestEvents(t.ctx, { limit: 5, name: 'first', source })).map((e) => e.messageId),
    ).toEqual(['f-1'])
    const [counted] = await countEventsBySource(t.ctx)
    expect(counted).toMatchObject({ source, events: 3 })
  })
})
