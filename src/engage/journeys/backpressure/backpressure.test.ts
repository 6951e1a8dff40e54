import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { dispatchTouches } from '../../channels/index.ts'
import { advanceJourney } from '../advance-journey.ts'
import { applyJourneyDefinitions } from '../apply-journey-definitions.ts'
import { releaseHeld } from '../held/release-held.ts'
import { readJourney } from '../read-journeys.ts'
import type { JourneyGraphInput } from '../schema.ts'
import { takeSnapshot } from '../testing/journey-fixture.ts'

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
  await takeSnapshot(t.ctx, 'everyone', 1, 10)
})
afterAll(() => t.close())

const text = { 'zh-CN': '问候', en: 'Greeting' }
const body = { 'zh-CN': '您好', en: 'Hello' }
const done = { type: 'exit' } as const

async function publish(
  key: string,
  nodes: JourneyGraphInput['nodes'],
  quietHours: { from: string; to: string } | null = null,
): Promise<void> {
  await applyJourneyDefinitions(t.ctx, {
    contactPolicy: { consent: 'opt_out', caps: [], quietHours },
    templates: [
      { key: 'by_push', channel: 'push', name: text, body },
      { key: 'by_wecom', channel: 'wecom', name: text, body },
    ],
    journeys: [
      {
        key,
        name: text,
        graph: { entry: { segment: 'everyone', next: Object.keys(nodes)[0] ?? '' }, nodes },
      },
    ],
  })
}

const limitPush = (limit: number) =>
  t.ctx.postgres
    .withTables<{ channel_setting: { channel: string; outbox_limit: number } }>()
    .updateTable('channel_setting')
    .set({ outbox_limit: limit })
    .where('channel', '=', 'push')
    .execute()

it('holds customers at a message while the outbox of its channel is full, says so, and goes on as it empties', async () => {
  await limitPush(10)
  await publish('fills', {
    say: { type: 'message', channel: 'push', template: 'by_push', next: 'done' },
    done,
  })
  expect(await advanceJourney(t.ctx, 'fills')).toMatchObject({ moved: 20 })
  await publish('waits', {
    say: { type: 'message', channel: 'push', template: 'by_push', next: 'done' },
    done,
  })
  // Everybody enters, nobody passes the message.
  expect(await advanceJourney(t.ctx, 'waits')).toMatchObject({ moved: 10 })
  expect(await readJourney(t.ctx, 'waits')).toMatchObject({
    inside: 10,
    touches: { queued: 0, suppressed: {} },
    heldBack: [{ version: 1, node: 'say', channels: ['push'], customers: 10 }],
  })
  t.clock.advance(60_000)
  expect(await advanceJourney(t.ctx, 'waits')).toMatchObject({ moved: 0 })

  expect(await dispatchTouches(t.ctx)).toEqual({ sent: 10, failed: 0 })
  expect(await advanceJourney(t.ctx, 'waits')).toMatchObject({ moved: 10 })
  expect(await readJourney(t.ctx, 'waits')).toMatchObject({
    inside: 0,
    touches: { queued: 10 },
    heldBack: [],
  })
})

it('lets a message with several channels go by one with room', async () => {
  await publish('goes_round', {
    say: {
      type: 'message',
      route: { channels: ['push', 'wecom'] },
      templates: { push: 'by_push', wecom: 'by_wecom' },
      next: 'done',
    },
    done,
  })
  // The message of the journey before still fills the outbox.
  expect(await advanceJourney(t.ctx, 'goes_round')).toMatchObject({ moved: 20 })
  expect(await readJourney(t.ctx, 'goes_round')).toMatchObject({ touches: { queued: 10 }, heldBack: [] })
  const queued = await t.ctx.postgres
    .withTables<{ dispatch: { channel: string; queued: string } }>()
    .selectFrom('dispatch')
    .select('queued')
    .where('channel', '=', 'wecom')
    .execute()
  expect(queued.map((row) => Number(row.queued))).toEqual([10])
})

it('does not count what a paused journey queued', async () => {
  await t.ctx.postgres
    .withTables<{ journey: { key: string; status: string } }>()
    .updateTable('journey')
    .set({ status: 'paused' })
    .where('key', '=', 'waits')
    .execute()
  await publish('goes_on', {
    say: { type: 'message', channel: 'push', template: 'by_push', next: 'done' },
    done,
  })
  expect(await advanceJourney(t.ctx, 'goes_on')).toMatchObject({ moved: 20 })
})

it('lets what the gate held wait on while the outbox of its channel is full', async () => {
  const say = { type: 'message', channel: 'push', template: 'by_push', next: 'done' } as const
  await dispatchTouches(t.ctx)
  await publish('by_night', { say, done }, { from: '09:00', to: '11:00' })
  await advanceJourney(t.ctx, 'by_night')
  expect(await readJourney(t.ctx, 'by_night')).toMatchObject({ touches: { queued: 0 }, heldBack: [] })
  await publish('fills_again', { say, done })
  await advanceJourney(t.ctx, 'fills_again')
  t.clock.moveTo(new Date('2026-11-01T03:00:00Z'))
  expect(await releaseHeld(t.ctx)).toEqual({ asked: 0 })
  await dispatchTouches(t.ctx)
  expect(await releaseHeld(t.ctx)).toEqual({ asked: 10 })
  expect(await readJourney(t.ctx, 'by_night')).toMatchObject({ touches: { queued: 10 } })
})
