import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { applyJourneyDefinitions } from '../apply-journey-definitions.ts'
import { readCounts } from '../counts/read-counts.ts'
import { readJourney } from '../read-journeys.ts'
import type { JourneyGraphInput } from '../schema.ts'
import { journeyFile, takeSnapshot } from '../testing/journey-fixture.ts'
import { tickJourneys } from '../tick-journeys-job.ts'
import { migrateCustomers } from '../versions/migrate-customers.ts'
import { cancelJourney } from './cancel-journey.ts'

const customers = 100
const day = 86_400_000

let test: TestContext
beforeAll(async () => {
  test = await openTestContext()
  await takeSnapshot(test.ctx, 'everyone', 1, customers)
})
afterAll(() => test.close())

type Nodes = JourneyGraphInput['nodes']

const resting = (days: number): Nodes => ({
  rest: { type: 'wait', days, next: 'end' },
  end: { type: 'exit' },
})

async function publish(
  key: string,
  nodes: Nodes,
  exitWhen: JourneyGraphInput['exitWhen'] = [],
): Promise<void> {
  const file = journeyFile(key, nodes, { next: 'rest' })
  const journeys = (file.journeys ?? []).map((one) => ({ ...one, graph: { ...one.graph, exitWhen } }))
  await applyJourneyDefinitions(test.ctx, { ...file, journeys })
}

/** So many customers do it a minute from now, and two minutes pass. */
async function happen(event: string, upTo: number): Promise<void> {
  await test.ctx.clickhouse.command(
    `INSERT INTO event (at, received, name, kind, customer, source, channel)
     SELECT {at:DateTime64(3)} AS happened, happened, {event:String}, 'track', number, 1, 'app' FROM numbers(1, {upTo:UInt32})`,
    { at: new Date(test.clock.now().getTime() + 60_000), event, upTo },
  )
  test.clock.advance(120_000)
}

/** How many were taken out by the first of two cancellations; the second changes nothing, and nobody is left. */
async function cancelTwice(key: string): Promise<number> {
  const report = await cancelJourney(test.ctx, key, { reason: 'enough' })
  expect(await cancelJourney(test.ctx, key, { reason: 'again' })).toEqual(report)
  const taken = report.taken.reduce((sum, node) => sum + node.customers, 0)
  expect(await readCounts(test.ctx, key)).toMatchObject({ inside: 0, cancelled: taken })
  expect((await readJourney(test.ctx, key)).inside).toBe(0)
  return taken
}

describe('cancelling takes everybody out', () => {
  it('who was taken over to another version, also after some of them went on', async () => {
    const { ctx, clock } = test
    await publish('moved', resting(3))
    await tickJourneys(ctx)
    await publish('moved', resting(9))
    await migrateCustomers(ctx, 'moved', { from: 1, to: 2, nodes: { rest: 'rest' } })
    clock.advance(day)
    await takeSnapshot(ctx, 'everyone', 1, customers + 20)
    await tickJourneys(ctx)
    expect(await cancelTwice('moved')).toBe(customers + 20)
  })

  it('who waits where others left for what they did', async () => {
    const { ctx } = test
    const condition = { event: 'saved' }
    await publish('partly', {
      rest: { type: 'goal', condition, withinDays: 9, next: 'end' },
      end: { type: 'exit' },
    })
    await tickJourneys(ctx)
    await happen('saved', 30)
    await tickJourneys(ctx)
    expect(await readCounts(ctx, 'partly')).toMatchObject({ converted: 30 })
    expect(await cancelTwice('partly')).toBe(customers + 20 - 30)
  })

  it('who waits where others left by an exit condition', async () => {
    const { ctx } = test
    await publish('leaving', resting(5), [{ event: 'complained' }])
    await tickJourneys(ctx)
    await happen('complained', 10)
    await tickJourneys(ctx)
    expect(await readCounts(ctx, 'leaving')).toMatchObject({ left: 10, inside: customers + 20 - 10 })
    expect(await cancelTwice('leaving')).toBe(customers + 20 - 10)
  })
})

it('lets those go on whom an exit condition left behind, and nobody else', async () => {
  const { ctx, clock } = test
  await publish('going_on', resting(5), [{ event: 'moved_away' }])
  await tickJourneys(ctx)
  await happen('moved_away', 10)
  await tickJourneys(ctx)
  clock.advance(6 * day)
  await tickJourneys(ctx)
  expect((await readCounts(ctx, 'going_on')).edges).toEqual(
    expect.arrayContaining([
      { from: 'rest', to: '$exit_rule', customers: 10 },
      { from: 'rest', to: 'end', customers: customers + 20 - 10 },
    ]),
  )
})
