import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { dispatchTouches } from '../channels/index.ts'
import { applyJourneyDefinitions } from './apply-journey-definitions.ts'
import { journeyFile, takeSnapshot } from './testing/journey-fixture.ts'
import { tickJourneys, tickJourneysJob } from './tick-journeys-job.ts'

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
  await takeSnapshot(t.ctx, 'everyone', 1, 10)
})
afterAll(() => t.close())

const greet = (key: string) =>
  applyJourneyDefinitions(
    t.ctx,
    journeyFile(
      key,
      {
        hello: { type: 'message', channel: 'push', template: 'hello', next: 'done' },
        done: { type: 'exit' },
      },
      { next: 'hello' },
    ),
  )

const dispatches = () =>
  t.ctx.postgres
    .withTables<{ dispatch: { id: number; state: string; queued: number } }>()
    .selectFrom('dispatch')
    .select('state')
    .orderBy('id')
    .execute()

it('the job of ticks leaves sending to the job that sends, so that no provider holds it up', async () => {
  await greet('queues')
  await tickJourneysJob.run(
    t.ctx,
    {},
    { id: 'ticks', signal: new AbortController().signal, progress: async () => {} },
  )
  expect(await dispatches()).toEqual([{ state: 'pending' }])
  expect(await dispatchTouches(t.ctx)).toEqual({ sent: 10, failed: 0 })
})

it('a whole turn queues and sends', async () => {
  await greet('sends')
  await tickJourneys(t.ctx)
  expect(await dispatches()).toEqual([{ state: 'done' }, { state: 'done' }])
})
