import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { canonical } from '../../platform/clickhouse/canonical.ts'
import { encodeEnvelope } from '../protocols/index.ts'
import { type FileSpool, openSpool } from '../spool/index.ts'
import { openTrackingPlan, type TrackingPlan } from '../tracking-plan/index.ts'
import { type Drainer, startDrainer } from './index.ts'

let t: TestContext
let spool: FileSpool
let drainer: Drainer
let plan: TrackingPlan
beforeAll(async () => {
  t = await openTestContext()
  plan = await openTrackingPlan(t.ctx)
  await start()
})
afterAll(async () => {
  await stop()
  plan.close()
  await t.close()
})

async function start(): Promise<void> {
  spool = await openSpool(t.ctx.config)
  drainer = startDrainer(t.ctx, spool, { plan })
}

async function stop(): Promise<void> {
  await drainer.stop()
  await spool.close()
}

const received = Date.parse('2026-11-01T02:00:00Z')

/** A Segment batch as the collector spools it. */
function batch(messages: readonly object[], source = 1): Buffer {
  const body = JSON.stringify({ batch: messages, sentAt: new Date(received).toISOString() })
  return encodeEnvelope(
    { source, protocol: 'segment', received, strict: false, channel: 'app', kind: '', sentAt: 0 },
    Buffer.from(body),
  )
}

function click(messageId: string, who: object, event = 'click'): object {
  const timestamp = new Date(received - 1000).toISOString()
  return { type: 'track', event, messageId, timestamp, ...who, properties: { page: '/首页', amount: 12.5 } }
}

async function count(condition: string): Promise<number> {
  const rows = await t.ctx.clickhouse.query(
    `SELECT count() AS n FROM event WHERE ${condition}`,
    {},
    z.object({ n: z.coerce.number() }),
  )
  return rows[0]?.n ?? -1
}

describe('drainer', () => {
  it('turns an accepted request into events of a customer', async () => {
    await spool.append(batch([click('m-1', { userId: 'first' }), click('m-2', { userId: 'first' })]))
    await drainer.drained()
    const rows = await t.ctx.clickhouse.query(
      "SELECT name, kind, customer, source, channel, message_id, properties, toString(at) AS at FROM event WHERE message_id = 'm-1'",
      {},
      z.record(z.string(), z.unknown()),
    )
    expect(rows).toEqual([
      {
        name: 'click',
        kind: 'track',
        customer: 1,
        source: 1,
        channel: 'app',
        message_id: 'm-1',
        properties: { page: '/首页', amount: '12.5' },
        at: '2026-11-01 01:59:59.000',
      },
    ])
    expect(drainer.state()).toMatchObject({
      events: 2,
      duplicates: 0,
      backlogBytes: 0,
      lagSeconds: 0,
      trouble: '',
    })
  })

  it('counts a retried batch once, in the same block and in a later one', async () => {
    const messages = [click('r-1', { userId: 'again' }), click('r-2', { userId: 'again' })]
    await Promise.all([spool.append(batch(messages)), spool.append(batch(messages))])
    await drainer.drained()
    await spool.append(batch(messages))
    await drainer.drained()
    expect(await count("startsWith(message_id, 'r-')")).toBe(2)
  })

  it('keeps the same message id of two sources apart', async () => {
    await spool.append(batch([click('two', { userId: 'x' })], 1))
    await spool.append(batch([click('two', { userId: 'x' })], 2))
    await drainer.drained()
    expect(await count("message_id = 'two'")).toBe(2)
  })

  it('counts a message once that comes again after a restart', async () => {
    const message = click('restart', { userId: 'x' })
    await spool.append(batch([message]))
    await drainer.drained()
    await stop()
    await start()
    await spool.append(batch([message]))
    await drainer.drained()
    expect(await count("message_id = 'restart'")).toBe(1)
  })

  it('looks a message up when nothing says when it was created', async () => {
    const message = { type: 'track', event: 'late', messageId: 'no-time', userId: 'x' }
    await spool.append(batch([message]))
    await drainer.drained()
    await stop()
    await start()
    await spool.append(batch([message]))
    await drainer.drained()
    expect(await count("message_id = 'no-time'")).toBe(1)
  })

  it('shows anonymous history under the customer once she logs in', async () => {
    await spool.append(batch([click('a-1', { anonymousId: 'cookie-9' }, 'browse')]))
    await spool.append(batch([click('a-2', { userId: 'known-9' }, 'open_app')]))
    await drainer.drained()
    await spool.append(
      batch([
        {
          type: 'identify',
          messageId: 'a-3',
          userId: 'known-9',
          anonymousId: 'cookie-9',
          traits: { level: 'gold' },
        },
        click('a-4', { anonymousId: 'cookie-9' }, 'browse'),
      ]),
    )
    await drainer.drained()
    const rows = await t.ctx.clickhouse.query(
      `SELECT ${canonical('customer')} AS who, groupArray(message_id) AS messages
       FROM (SELECT customer, message_id FROM event WHERE startsWith(message_id, 'a-') ORDER BY message_id) GROUP BY who`,
      {},
      z.object({ who: z.number(), messages: z.array(z.string()) }),
    )
    expect(rows.map((row) => row.messages.toSorted())).toEqual([['a-1', 'a-2', 'a-3', 'a-4']])
    expect(await count("message_id = 'a-3' AND properties['level'] = 'gold'")).toBe(1)
  })

  it('teaches the tracking plan what events look like', async () => {
    await spool.append(batch([click('t-1', { userId: 'x' }, 'transfer')]))
    await drainer.drained()
    while (!plan.view().has('transfer')) await new Promise((resolve) => setTimeout(resolve, 20))
    expect(plan.view().get('transfer')?.properties.get('amount')?.type).toBe('number')
  })

  it('keeps refused items as dead letters and stores the others', async () => {
    await spool.append(
      batch([click('d-1', { userId: 'x' }), click('d-2', {}), click('d-3', { userId: 'x' })]),
    )
    await spool.append('not a request at all')
    await drainer.drained()
    expect(await count("startsWith(message_id, 'd-')")).toBe(2)
    const letters = await t.ctx.clickhouse.query(
      'SELECT reason, source, state FROM dead_letter FINAL ORDER BY reason DESC',
      {},
      z.object({ reason: z.string(), source: z.number(), state: z.string() }),
    )
    expect(letters).toEqual([
      { reason: 'unreadable', source: 0, state: 'open' },
      { reason: 'missing_identity', source: 1, state: 'open' },
    ])
  })

  it('sets aside only the rows that ClickHouse refuses', async () => {
    await t.ctx.clickhouse.command("ALTER TABLE event ADD CONSTRAINT poison CHECK session != 'poison'")
    const poisoned = { ...click('p-13', { userId: 'x' }), context: { sessionId: 'poison' } }
    const messages = Array.from({ length: 40 }, (_, i) => click(`p-${i}`, { userId: 'x' }))
    await spool.append(batch(messages.with(13, poisoned)))
    await drainer.drained()
    await t.ctx.clickhouse.command('ALTER TABLE event DROP CONSTRAINT poison')
    const stored = await count("startsWith(message_id, 'p-')")
    const refused = await t.ctx.clickhouse.query(
      "SELECT JSONExtractString(body, 'messageId') AS id FROM dead_letter FINAL WHERE reason = 'refused_by_store'",
      {},
      z.object({ id: z.string() }),
    )
    expect({ stored, refused }).toEqual({ stored: 39, refused: [{ id: 'p-13' }] })
  })

  it('waits while ClickHouse cannot store, and then stores everything once', async () => {
    await t.ctx.clickhouse.command('RENAME TABLE event_message TO event_message_away')
    await spool.append(batch([click('w-1', { userId: 'x' })]))
    while (drainer.state().trouble === '') await new Promise((resolve) => setTimeout(resolve, 20))
    await spool.append(batch([click('w-2', { userId: 'x' })]))
    expect(drainer.state().backlogBytes).toBeGreaterThan(0)
    await t.ctx.clickhouse.command('RENAME TABLE event_message_away TO event_message')
    await drainer.drained()
    expect(await count("startsWith(message_id, 'w-')")).toBe(2)
    expect(drainer.state().trouble).toBe('')
  })

  it('repeats the block that a crash interrupted without doubling it', async () => {
    const before = spool.end
    const messages = Array.from({ length: 50 }, (_, i) => click(`c-${i}`, { userId: `crash-${i}` }))
    await spool.append(batch(messages))
    await drainer.drained()
    const after = spool.end
    await stop()
    const directory = join(t.ctx.config.data, 'spool')
    // As if the process had died between the last insert and the commit.
    const cursor = JSON.parse(readFileSync(join(directory, 'cursor.json'), 'utf8')) as object
    writeFileSync(
      join(directory, 'cursor.json'),
      JSON.stringify({ ...cursor, position: before, inFlight: after }),
    )
    await start()
    await drainer.drained()
    expect(await count("startsWith(message_id, 'c-')")).toBe(50)
  })

  it('takes half characters, quotes and statements for text', async () => {
    const strange = `'); DROP TABLE event; -- \\ "\ud800" {x:String} \u2028`
    const message = { ...click('s-1', { userId: strange }), event: 'odd', properties: { [strange]: strange } }
    await spool.append(batch([message]))
    await drainer.drained()
    expect(await count("message_id = 's-1' AND position(mapValues(properties)[1], 'DROP TABLE') > 0")).toBe(1)
  })
})
