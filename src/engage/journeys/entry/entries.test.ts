import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { advanceJourney } from '../advance-journey.ts'
import { applyJourneyDefinitions } from '../apply-journey-definitions.ts'
import { readJourney } from '../read-journeys.ts'
import type { JourneyGraphInput } from '../schema.ts'
import { takeSnapshot } from '../testing/journey-fixture.ts'
import { enterJourney } from './enter-journey.ts'

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
  await t.ctx.clickhouse.command(`
    INSERT INTO customer (customer, number, name, birth_date, risk, updated) VALUES
      (1, '1001', '', '1990-11-05', 'C1', now64(3)), (2, '1002', '', '1992-02-29', 'C3', now64(3)),
      (3, '1003', '', '1980-06-01', 'C3', now64(3))`)
})
afterAll(() => t.close())

const day = 86_400_000
const name = { 'zh-CN': '旅程', en: 'Journey' }
const start = new Date('2026-11-01T02:00:00Z')
const moveTo = (days: number): void => t.clock.moveTo(new Date(start.getTime() + days * day))

async function publish(
  key: string,
  entry: JourneyGraphInput['entry'],
  nodes: JourneyGraphInput['nodes'] = { done: { type: 'exit' } },
  more: Partial<JourneyGraphInput> = {},
): Promise<void> {
  await applyJourneyDefinitions(t.ctx, { journeys: [{ key, name, graph: { entry, nodes, ...more } }] })
}

let blocks = 0
/** What the drainer does when it has stored a block. */
async function store(
  events: readonly { customer: number; name?: string; amount?: number; at?: Date }[],
): Promise<void> {
  blocks += 1
  const now = t.clock.now()
  const rows = events.map((event) => ({ name: 'paid', at: now, amount: 0, ...event }))
  await t.ctx.clickhouse.insert(
    'event',
    ['at', 'received', 'name', 'kind', 'customer', 'block', 'properties'],
    rows
      .map((row) =>
        JSON.stringify({
          at: row.at.toISOString(),
          received: now.toISOString(),
          name: row.name,
          kind: 'track',
          customer: row.customer,
          block: blocks,
          properties: { amount: String(row.amount) },
        }),
      )
      .join('\n'),
  )
  const times = rows.map((row) => row.at)
  const sorted = times.toSorted((a, b) => a.getTime() - b.getTime())
  await t.ctx.postgres
    .withTables<{ drained_block: Record<string, unknown> }>()
    .insertInto('drained_block')
    .values({
      block: blocks,
      at_from: sorted[0],
      at_to: sorted.at(-1),
      received_from: now,
      received_to: now,
      events: rows.length,
      names: [...new Set(rows.map((row) => row.name))],
      announced_at: now,
    })
    .execute()
}

/** Entries by customer. */
async function entries(key: string): Promise<Record<number, number>> {
  const { id, committedTick } = await readJourney(t.ctx, key)
  const rows = await t.ctx.clickhouse.query(
    `SELECT customer, count() AS times FROM journey_step
     WHERE journey = {id:UInt32} AND origin = '' AND tick <= {committedTick:UInt32} GROUP BY customer`,
    { id, committedTick },
    z.object({ customer: z.number(), times: z.coerce.number() }),
  )
  return Object.fromEntries(rows.map((row) => [row.customer, row.times]))
}

it('lets in who does something that fits, once, however late and out of order it arrives', async () => {
  moveTo(0)
  await store([{ customer: 9, amount: 500 }])
  moveTo(0.1)
  await publish('payers', {
    type: 'event',
    event: 'paid',
    where: [{ property: 'amount', op: 'gte', value: 100 }],
    next: 'done',
  })
  moveTo(0.2)
  await store([
    { customer: 1, amount: 200 },
    { customer: 2, amount: 50 },
  ])
  await store([{ customer: 3, name: 'looked', amount: 900 }])
  await advanceJourney(t.ctx, 'payers')
  expect(await entries('payers')).toEqual({ 1: 1 })
  // It happened last month, and comes only now.
  await store([
    { customer: 2, amount: 300, at: new Date(start.getTime() - 30 * day) },
    { customer: 1, amount: 999 },
  ])
  await advanceJourney(t.ctx, 'payers')
  await advanceJourney(t.ctx, 'payers')
  expect(await entries('payers')).toEqual({ 1: 1, 2: 1 })
})

it('lets customers in again after their passage ended, or always, but not before the days said', async () => {
  moveTo(1)
  const event = { type: 'event', event: 'again', next: 'rest' } as const
  const nodes = { rest: { type: 'wait', days: 2, next: 'done' }, done: { type: 'exit' } } as const
  await publish('after_exit', { ...event, reentry: { allow: 'after_exit' } }, nodes)
  await publish('always', { ...event, reentry: { allow: 'always', afterDays: 1 } }, nodes)
  const comes = async (at: number): Promise<void> => {
    moveTo(at)
    await store([{ customer: 1, name: 'again' }])
    await advanceJourney(t.ctx, 'after_exit')
    await advanceJourney(t.ctx, 'always')
  }
  await comes(1.1)
  await comes(1.5) // inside, and less than a day
  await comes(2.5) // inside, more than a day
  expect(await entries('after_exit')).toEqual({ 1: 1 })
  expect(await entries('always')).toEqual({ 1: 2 })
  moveTo(3.2) // the first passages end
  await advanceJourney(t.ctx, 'after_exit')
  await advanceJourney(t.ctx, 'always')
  await comes(3.6)
  expect(await entries('after_exit')).toEqual({ 1: 2 })
  expect(await entries('always')).toEqual({ 1: 3 })
  moveTo(8) // every passage comes to its end
  await advanceJourney(t.ctx, 'always')
  expect((await readJourney(t.ctx, 'always')).inside).toBe(0)
})

it('lets in before a day of the customer’s own, every year, and on 28 February where there is no 29th', async () => {
  moveTo(0)
  await publish('birthdays', {
    type: 'date',
    date: { attribute: 'birth_date' },
    offsetDays: -1,
    at: '09:00',
    yearly: true,
    reentry: { allow: 'always', afterDays: 300 },
    next: 'done',
  })
  await advanceJourney(t.ctx, 'birthdays')
  t.clock.moveTo(new Date('2026-11-04T00:59:00Z'))
  await advanceJourney(t.ctx, 'birthdays')
  expect(await entries('birthdays')).toEqual({})
  t.clock.moveTo(new Date('2026-11-04T01:01:00Z'))
  await advanceJourney(t.ctx, 'birthdays')
  await advanceJourney(t.ctx, 'birthdays')
  expect(await entries('birthdays')).toEqual({ 1: 1 })
  for (const at of [
    '2027-02-27T02:00:00Z',
    '2027-02-28T02:00:00Z',
    '2027-11-04T02:00:00Z',
    '2028-02-28T02:00:00Z',
  ]) {
    t.clock.moveTo(new Date(at))
    await advanceJourney(t.ctx, 'birthdays')
  }
  // 27 February 2027 is the day before 28 February; 28 February 2028 the day before the 29th.
  expect(await entries('birthdays')).toEqual({ 1: 2, 2: 2, 3: 1 })
})

it('lets in whom another system sends, once a request, and says who is unknown', async () => {
  moveTo(800)
  await publish('sent', { type: 'api', next: 'done', rule: { attribute: 'risk', op: 'eq', value: 'C3' } })
  const request = { request: 'r1', customers: ['1001', '1002', 'nobody'] }
  expect(await enterJourney(t.ctx, 'sent', request)).toEqual({
    accepted: 2,
    unknown: ['nobody'],
    repeated: false,
  })
  expect(await enterJourney(t.ctx, 'sent', request)).toMatchObject({ repeated: true })
  const audited = await t.ctx.postgres
    .withTables<{ audit: { action: string; object_id: string } }>()
    .selectFrom('audit')
    .select('object_id')
    .where('action', '=', 'journey.enter')
    .execute()
  expect(audited).toEqual([{ object_id: 'sent' }])
  await advanceJourney(t.ctx, 'sent')
  expect(await entries('sent')).toEqual({ 2: 1 })
  await expect(enterJourney(t.ctx, 'payers', request)).rejects.toThrow('not entered by the API')
})

it('lets in who came to an exit of another journey, and stops at the caps', async () => {
  moveTo(801)
  await takeSnapshot(t.ctx, 'everyone', 1, 100)
  await publish('source', { segment: 'everyone', entryCap: { perDay: 40, total: 70 }, next: 'done' })
  await publish('followers', { type: 'journey', journey: 'source', at: 'exit', next: 'done' })
  for (const [at, entered] of [
    [801.1, 40],
    [801.2, 40],
    [802.1, 70],
    [803.1, 70],
  ] as const) {
    moveTo(at)
    await advanceJourney(t.ctx, 'source')
    await advanceJourney(t.ctx, 'followers')
    expect((await readJourney(t.ctx, 'source')).entered).toBe(entered)
    expect((await readJourney(t.ctx, 'followers')).entered).toBe(entered)
  }
})

it('lets customers leave at once, wherever they are, when they do what ends a passage', async () => {
  moveTo(810)
  await publish(
    'leaving',
    { type: 'api', next: 'rest' },
    { rest: { type: 'wait', days: 30, next: 'done' }, done: { type: 'exit' } },
    { exitWhen: [{ event: 'complained' }, { rule: { attribute: 'number', op: 'eq', value: '1003' } }] },
  )
  await store([{ customer: 1, name: 'complained' }])
  moveTo(811)
  await enterJourney(t.ctx, 'leaving', { request: 'all', customers: ['1001', '1002', '1003'] })
  await advanceJourney(t.ctx, 'leaving')
  moveTo(812)
  await store([{ customer: 2, name: 'complained' }])
  await advanceJourney(t.ctx, 'leaving')
  const { nodes, inside } = await readJourney(t.ctx, 'leaving')
  expect(inside).toBe(1)
  expect(nodes.find(({ node }) => node === '$exit_rule')?.standing).toBe(2)
})

/** Everything that a journey did: steps (ticks counted from the entry), contacts, leads, and who stands where. */
async function traceOf(key: string): Promise<unknown> {
  const { id, committedTick, nodes, inside, touches } = await readJourney(t.ctx, key)
  const rows = (sql: string): Promise<unknown[]> =>
    t.ctx.clickhouse.query(sql, { id, committedTick }, z.unknown())
  const mine = 'journey = {id:UInt32} AND tick <= {committedTick:UInt32}'
  const cohorts = await t.ctx.postgres
    .withTables<{ journey_cohort: { journey_id: number; node: string; customers: string } }>()
    .selectFrom('journey_cohort')
    .select(['node', 'customers'])
    .where('journey_id', '=', id)
    .execute()
  return {
    steps: await rows(
      `SELECT customer, tick - passage AS later, origin, node, ended, wake - at AS rest FROM journey_step
       WHERE ${mine} ORDER BY customer, later, node`,
    ),
    contacts: await rows(
      `SELECT customer, tick, node, template, outcome, reason FROM touch WHERE ${mine} ORDER BY customer, node`,
    ),
    leads: await rows(`SELECT customer, tick, node FROM lead WHERE ${mine} ORDER BY customer`),
    standing: [nodes, inside, touches, committedTick, cohorts],
  }
}

it('takes whom an event lets in through all nodes where nobody waits, at once or step by step alike', async () => {
  moveTo(900)
  await t.ctx.clickhouse.command(`
    INSERT INTO customer (customer, number, name, risk, updated)
    SELECT number, toString(number), '', if(number % 3 = 0, 'C3', 'C1'), now64(3) FROM numbers(1, 300)`)
  const body = { 'zh-CN': '您好', en: 'Hello' }
  await applyJourneyDefinitions(t.ctx, {
    // One contact in five days: whoever gets the first message does not get the second.
    contactPolicy: { consent: 'opt_out', caps: [{ limit: 1, days: 5 }], quietHours: null },
    templates: [
      { key: 'first', channel: 'push', name, body },
      { key: 'second', channel: 'push', name, body },
    ],
  })
  const nodes: JourneyGraphInput['nodes'] = {
    keep_out: { type: 'holdout', percent: 30, scope: 'global', next: 'which' },
    which: {
      type: 'rule_split',
      branches: [{ rule: { attribute: 'risk', op: 'eq', value: 'C3' }, next: 'say' }],
      otherwise: 'tell',
    },
    say: { type: 'message', channel: 'push', template: 'first', next: 'say_more' },
    say_more: { type: 'message', channel: 'push', template: 'second', next: 'rest' },
    tell: { type: 'lead', title: 'Call', dueDays: 3, next: 'done' },
    rest: { type: 'wait', days: 2, next: 'done' },
    done: { type: 'exit' },
  }
  const entry = { type: 'event', next: 'keep_out' } as const
  await publish('at_once', { ...entry, event: 'came' }, nodes)
  // A rule, even one that everybody fulfils, says who comes, so these are not known by the event alone.
  await publish(
    'step_by_step',
    { ...entry, event: 'came_later', rule: { attribute: 'risk', op: 'in', value: ['C1', 'C3'] } },
    nodes,
  )
  const come = (event: string): Promise<void> =>
    store(Array.from({ length: 300 }, (_, i) => ({ customer: i + 1, name: event })))
  await come('came')
  let statements = 0
  const command: typeof t.ctx.clickhouse.command = (sql, ...more) => {
    if (sql.includes('INSERT INTO journey_step')) statements += 1
    return t.ctx.clickhouse.command(sql, ...more)
  }
  const counting = { ...t.ctx, clickhouse: { ...t.ctx.clickhouse, command } }
  expect((await advanceJourney(counting, 'at_once')).ticks).toBe(5)
  expect(statements).toBe(1)
  moveTo(910)
  await come('came_later')
  expect((await advanceJourney(t.ctx, 'step_by_step')).ticks).toBe(5)
  const atOnce = await traceOf('at_once')
  expect(await traceOf('step_by_step')).toEqual(atOnce)
  expect(JSON.stringify(atOnce)).toContain('"reason":"cap"')
  moveTo(913)
  await advanceJourney(t.ctx, 'at_once')
  expect((await readJourney(t.ctx, 'at_once')).inside).toBe(0)
})
