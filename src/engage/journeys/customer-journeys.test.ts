import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { systemActor } from '../../platform/actor.ts'
import { createServer } from '../../platform/http/server.ts'
import { touchRoutes } from '../touches/index.ts'
import { advanceJourney, applyJourneyDefinitions, journeyRoutes } from './index.ts'
import { journeyFile, takeSnapshot } from './testing/journey-fixture.ts'

let t: TestContext
let app: FastifyInstance

beforeAll(async () => {
  t = await openTestContext()
  app = await createServer(t.ctx, () => Promise.resolve(systemActor))
  await app.register(journeyRoutes)
  await app.register(touchRoutes)
  await takeSnapshot(t.ctx, 'everyone', 1, 50)
  await t.ctx.clickhouse.insert(
    'identifier',
    ['namespace', 'value', 'customer', 'first_seen'],
    Array.from({ length: 50 }, (_, i) =>
      JSON.stringify({
        namespace: 'customer_number',
        value: `N${i + 1}`,
        customer: i + 1,
        first_seen: '2026-01-01T00:00:00Z',
      }),
    ).join('\n'),
  )
  // 7 entered under its own number and was found to be 3 later.
  await t.ctx.clickhouse.command(`INSERT INTO customer_merge VALUES (7, 3, now64(3), 'identify', '')`)
  await t.ctx.clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
  await applyJourneyDefinitions(
    t.ctx,
    journeyFile(
      'welcome',
      {
        hold_back: { type: 'holdout', percent: 50, next: 'greet' },
        greet: { type: 'message', channel: 'push', template: 'hello', next: 'rest' },
        rest: { type: 'wait', days: 3, next: 'done' },
        done: { type: 'exit' },
      },
      { next: 'hold_back' },
    ),
  )
  await advanceJourney(t.ctx, 'welcome')
})
afterAll(async () => {
  await app.close()
  await t.close()
})

interface Journey {
  readonly key: string
  readonly customer: number
  readonly state: string
  readonly node: string
  readonly wake: string | null
  readonly steps: { node: string; type: string }[]
}
const read = async <Item>(path: string): Promise<Item[]> => {
  const answer = await app.inject({ url: `/api/customers/${path}` })
  expect(answer.statusCode).toBe(200)
  return (answer.json() as { items: Item[] }).items
}
const all = async (): Promise<Journey[]> =>
  (await Promise.all(Array.from({ length: 50 }, (_, i) => read<Journey>(`N${i + 1}/journeys`)))).flat()

it('says where a customer stands, since when, and how it came there', async () => {
  const journeys = await all()
  const inside = journeys.find(({ state }) => state === 'inside')
  expect(inside).toMatchObject({ key: 'welcome', node: 'rest', wake: '2026-11-04T02:00:00.000Z' })
  expect(inside?.steps.map(({ node, type }) => `${node} ${type}`)).toEqual([
    'hold_back holdout',
    'greet message',
    'rest wait',
  ])
  const heldOut = journeys.find(({ state }) => state === 'held_out')
  expect(heldOut).toMatchObject({ node: '$holdout', wake: null })
  t.clock.advance(4 * 24 * 3_600_000)
  await advanceJourney(t.ctx, 'welcome')
  const later = await read<Journey>(`~${inside?.customer}/journeys`)
  expect(later).toContainEqual(expect.objectContaining({ state: 'left', node: 'done', wake: null }))
})

it('shows the passages of merged numbers with the number that entered', async () => {
  const journeys = await read<Journey>('N3/journeys')
  expect(journeys.map(({ customer }) => customer).toSorted((a, b) => a - b)).toEqual([3, 7])
})

it('does not count steps of a tick that was not committed', async () => {
  const before = await read<Journey>('N12/journeys')
  await t.ctx.clickhouse.command(
    `INSERT INTO journey_step (journey, version, tick, node, origin, customer, at, wake)
     VALUES (1, 1, 9000, 'greet', 'done', 12, now64(3), now64(3))`,
  )
  expect(await read<Journey>('N12/journeys')).toEqual(before)
})

it('lists the touches of one customer under all of its numbers, with filters', async () => {
  const touches = await read<{ customer: number; outcome: string }>('N3/touches')
  const journeys = await read<Journey>('N3/journeys')
  const contacted = journeys.filter(({ steps }) => steps.some(({ node }) => node === 'greet'))
  expect(touches.map(({ customer }) => customer).toSorted()).toEqual(
    contacted.map(({ customer }) => customer).toSorted(),
  )
  expect(await read('N3/touches?channel=sms')).toEqual([])
  const answer = await app.inject({ url: '/api/customers/N999/touches' })
  expect(answer.statusCode).toBe(404)
})
