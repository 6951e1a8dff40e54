import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { applyJourneyDefinitions } from '../apply-journey-definitions.ts'
import { enterJourney } from '../entry/enter-journey.ts'
import { readJourney } from '../read-journeys.ts'
import { startTriggers, type Triggers } from './start-triggers.ts'

let t: TestContext
let triggers: Triggers
beforeAll(async () => {
  t = await openTestContext()
  await t.ctx.clickhouse.command(`
    INSERT INTO customer (customer, number, name, updated)
    SELECT number, concat('N', toString(number)), '', now64(3) FROM numbers(1, 100)`)
  triggers = startTriggers(t.ctx)
})
afterAll(async () => {
  await triggers.stop()
  await t.close()
})

const publish = (key: string, startsAt?: string) =>
  applyJourneyDefinitions(t.ctx, {
    journeys: [
      {
        key,
        name: { 'zh-CN': key, en: key },
        graph: {
          entry: { type: 'api', next: 'rest' },
          nodes: { rest: { type: 'wait', days: 1, next: 'done' }, done: { type: 'exit' } },
          ...(startsAt === undefined ? {} : { startsAt }),
        },
      },
    ],
  })
const inside = async (key: string): Promise<number> => (await readJourney(t.ctx, key)).inside

it('lets in whom another system sends without waiting for the job of ticks', async () => {
  await publish('sent')
  await enterJourney(t.ctx, 'sent', { request: 'r1', customers: ['N1', 'N2'] })
  await expect.poll(() => inside('sent'), { timeout: 20_000 }).toBe(2)
  // More requests than one tick reads.
  for (let one = 3; one < 63; one += 1)
    await enterJourney(t.ctx, 'sent', { request: `r${one}`, customers: [`N${one}`] })
  await expect.poll(() => inside('sent'), { timeout: 20_000 }).toBe(62)
})

it('lets nobody in before the journey begins', async () => {
  await publish('later', '2026-11-02T00:00:00Z')
  await enterJourney(t.ctx, 'later', { request: 'r1', customers: ['N1'] })
  await publish('meanwhile')
  await enterJourney(t.ctx, 'meanwhile', { request: 'r1', customers: ['N1'] })
  await expect.poll(() => inside('meanwhile'), { timeout: 20_000 }).toBe(1)
  expect(await inside('later')).toBe(0)
})
