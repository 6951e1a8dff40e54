import { afterAll, beforeAll, expect, it } from 'vitest'
import { applyJourneyDefinitions, simulateJourney } from '../../src/engage/journeys/index.ts'
import { journeyFile, takeSnapshot } from '../../src/engage/journeys/testing/journey-fixture.ts'
import { readEffect } from '../../src/learn/effects/index.ts'
import { openTestContext, type TestContext } from '../harness/test-context.ts'

const customers = 20_000
const planted = { event: 'bought', baseRate: 0.04, uplift: 0.05, withinDays: 60 }

let test: TestContext
beforeAll(async () => {
  test = await openTestContext()
  await takeSnapshot(test.ctx, 'everyone', 1, customers)
  await applyJourneyDefinitions(
    test.ctx,
    journeyFile(
      'ninety_days',
      {
        keep_out: { type: 'holdout', percent: 10, next: 'hello' },
        hello: { type: 'message', channel: 'push', template: 'hello', next: 'rest' },
        rest: { type: 'wait', days: 30, next: 'again' },
        again: { type: 'message', channel: 'push', template: 'hello', next: 'bought' },
        bought: { type: 'goal', condition: { event: 'bought' }, withinDays: 60, next: 'end' },
        end: { type: 'exit' },
      },
      { next: 'keep_out', measure: { condition: { event: 'bought' }, withinDays: 90 } },
    ),
  )
})
afterAll(() => test.close())

const simulate = (responses: (typeof planted)[]) =>
  simulateJourney(test.ctx, 'ninety_days', { days: 91, responses, stepHours: 72 }, (scratch) =>
    readEffect(scratch, 'ninety_days'),
  )

it('runs ninety days at once and finds the uplift that was planted', async () => {
  const { counts, from, until, measured } = await simulate([planted])
  expect(until.getTime() - from.getTime()).toBe(91 * 86_400_000)
  expect(counts.entered).toBe(customers)
  expect(counts.inside).toBe(0)
  expect(counts.converted).toBeGreaterThan(0)
  expect(measured.complete).toBe(true)
  const effect = measured.conversion
  expect(effect?.low).toBeGreaterThan(0)
  expect(effect?.low).toBeLessThan(planted.uplift)
  expect(effect?.high).toBeGreaterThan(planted.uplift)
})

it('finds no uplift where none was planted', async () => {
  const { measured } = await simulate([{ ...planted, uplift: 0 }])
  expect(measured.conversion?.low).toBeLessThan(0)
  expect(measured.conversion?.high).toBeGreaterThan(0)
})
