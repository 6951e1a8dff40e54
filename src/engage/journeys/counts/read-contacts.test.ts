import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { dispatchTouches } from '../../channels/index.ts'
import { advanceJourney } from '../advance-journey.ts'
import { applyJourneyDefinitions } from '../apply-journey-definitions.ts'
import { releaseHeld } from '../held/release-held.ts'
import { journeyFile, takeSnapshot } from '../testing/journey-fixture.ts'
import { readCounts } from './read-counts.ts'

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
  await takeSnapshot(t.ctx, 'everyone', 1, 100)
})
afterAll(() => t.close())

it('counts a held contact as held while it waits, then as what became of it, receipts at their node', async () => {
  t.clock.moveTo(new Date('2026-11-01T14:00:00Z')) // 22:00 in Shanghai
  await applyJourneyDefinitions(
    t.ctx,
    journeyFile(
      'counted',
      {
        hello: { type: 'message', channel: 'push', template: 'hello', next: 'done' },
        done: { type: 'exit' },
      },
      { next: 'hello', policy: { consent: 'opt_out', caps: [], quietHours: { from: '21:00', to: '09:00' } } },
    ),
  )
  await advanceJourney(t.ctx, 'counted')
  const ofHello = async () =>
    (await readCounts(t.ctx, 'counted')).nodes.find(({ node }) => node === 'hello')?.contacts
  expect(await ofHello()).toMatchObject({ queued: 0, held: 100, suppressed: {}, sent: 0 })

  t.clock.moveTo(new Date('2026-11-02T01:00:00Z'))
  await releaseHeld(t.ctx)
  expect(await ofHello()).toMatchObject({ queued: 100, held: 0, suppressed: {}, sent: 0 })

  await dispatchTouches(t.ctx)
  t.clock.moveTo(new Date('2026-11-06T01:00:00Z')) // by then every receipt of the simulator has come
  const { sent = 0, delivered = 0, failed = 0, opened = 0, clicked = 0 } = (await ofHello()) ?? {}
  expect(sent).toBe(100)
  expect(delivered + failed).toBe(100)
  expect(opened).toBeGreaterThan(clicked)
  expect((await readCounts(t.ctx, 'counted')).channels).toMatchObject([{ channel: 'push', sent, opened }])
})
