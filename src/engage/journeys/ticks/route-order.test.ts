import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { advanceJourney } from '../advance-journey.ts'
import { applyJourneyDefinitions } from '../apply-journey-definitions.ts'
import type { JourneyDefinitions } from '../schema.ts'
import { takeSnapshot } from '../testing/journey-fixture.ts'

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
  await takeSnapshot(t.ctx, 'everyone', 1, 4)
  await t.ctx.clickhouse.command(`
    INSERT INTO customer (customer, number, attributes, updated) VALUES
      (1, 'N1', {}, now64()), (2, 'N2', {'preferred_channel': 'wecom'}, now64()),
      (3, 'N3', {'preferred_channel': 'call'}, now64()), (4, 'N4', {'preferred_channel': 'wecom'}, now64())`)
  // Customer 1 opened every one of ten messages by WeCom a week ago, customer 2 none.
  await t.ctx.clickhouse.command(`
    INSERT INTO touch (customer, at, touch, journey, version, node, tick, channel, template, outcome, reason)
    SELECT 1 + number % 2, '2026-10-25 02:00:00', reinterpretAsUUID(toUInt128(number + 1)), 0, 0, '', 0, 'wecom', 't',
           'queued', '' FROM numbers(20)`)
  await t.ctx.clickhouse.command(`
    INSERT INTO touch_receipt (touch, journey, customer, status, at)
    SELECT touch, journey, customer, 'opened', at + 60 FROM touch WHERE customer = 1`)
  await t.ctx.clickhouse.command(`
    INSERT INTO suppression (customer, reason, channel, active, until, at)
    VALUES (4, 'opted_out', 'wecom', 1, NULL, '2026-01-01 00:00:00')`)
})
afterAll(() => t.close())

const text = { 'zh-CN': '问候', en: 'Greeting' }
const body = { 'zh-CN': '您好', en: 'Hello' }

/** A journey with one message by push or WeCom, and by which of them each customer got it. */
async function channelsBy(by: 'order' | 'preference' | 'response' | 'cost'): Promise<Record<string, string>> {
  const key = `by_${by}`
  const definitions: JourneyDefinitions = {
    contactPolicy: { consent: 'opt_out', caps: [], quietHours: null },
    templates: [
      { key: 'by_push', channel: 'push', name: text, body },
      { key: 'by_wecom', channel: 'wecom', name: text, body },
    ],
    journeys: [
      {
        key,
        name: text,
        graph: {
          entry: { segment: 'everyone', next: 'say' },
          nodes: {
            say: {
              type: 'message',
              route: { channels: ['push', 'wecom'], by },
              templates: { push: 'by_push', wecom: 'by_wecom' },
              next: 'done',
            },
            done: { type: 'exit' },
          },
        },
      },
    ],
  }
  await applyJourneyDefinitions(t.ctx, definitions)
  await advanceJourney(t.ctx, key)
  const rows = await t.ctx.clickhouse.query(
    `SELECT customer, channel, template, outcome FROM touch WHERE node = 'say'
       AND journey = {id:UInt32} ORDER BY customer`,
    { id: await idOf(key) },
    z.object({ customer: z.number(), channel: z.string(), template: z.string(), outcome: z.string() }),
  )
  expect(rows.every((row) => row.outcome === 'queued' && row.template === `by_${row.channel}`)).toBe(true)
  return Object.fromEntries(rows.map((row) => [row.customer, row.channel]))
}

async function idOf(key: string): Promise<number> {
  const { id } = await t.ctx.postgres
    .withTables<{ journey: { id: number; key: string } }>()
    .selectFrom('journey')
    .select('id')
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  return id
}

it('takes the first channel of the author’s order', async () => {
  expect(await channelsBy('order')).toEqual({ 1: 'push', 2: 'push', 3: 'push', 4: 'push' })
})

it('takes the channel that the customer prefers, where it is one of the route and the gate allows it', async () => {
  expect(await channelsBy('preference')).toEqual({ 1: 'push', 2: 'wecom', 3: 'push', 4: 'push' })
})

it('takes the channel by which the customer answered before', async () => {
  // By now customer 3 got two messages by push and opened neither; customer 4 too, but opted out of WeCom.
  expect(await channelsBy('response')).toEqual({ 1: 'wecom', 2: 'push', 3: 'wecom', 4: 'push' })
})

it('takes the cheapest channel', async () => {
  await t.ctx.postgres
    .withTables<{ channel_setting: { channel: string; cost_micros: number } }>()
    .updateTable('channel_setting')
    .set({ cost_micros: 1 })
    .where('channel', '=', 'push')
    .execute()
  expect(await channelsBy('cost')).toEqual({ 1: 'wecom', 2: 'wecom', 3: 'wecom', 4: 'push' })
})
