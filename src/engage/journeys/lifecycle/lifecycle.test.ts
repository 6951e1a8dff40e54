import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { listTouches } from '../../touches/index.ts'
import { advanceJourney } from '../advance-journey.ts'
import { applyJourneyDefinitions } from '../apply-journey-definitions.ts'
import { readCounts } from '../counts/read-counts.ts'
import { listStanding } from '../counts/list-standing.ts'
import { listTicks } from '../counts/list-ticks.ts'
import { readFunnel } from '../counts/read-funnel.ts'
import { releaseHeld } from '../held/release-held.ts'
import { publishJourney } from '../publish-journey.ts'
import { listJourneys, readJourney } from '../read-journeys.ts'
import { saveJourney } from '../save-journey.ts'
import type { JourneyGraphInput } from '../schema.ts'
import { journeyFile, takeSnapshot } from '../testing/journey-fixture.ts'
import { tickJourneys } from '../tick-journeys-job.ts'
import { withJourneyLease } from '../ticks/lease.ts'
import { archiveJourney, restoreJourney } from './archive-journey.ts'
import { cancelJourney } from './cancel-journey.ts'
import { copyJourney } from './copy-journey.ts'
import { deleteDraft } from './delete-draft.ts'
import { finishJourney } from './finish-journey.ts'
import { pauseJourney, resumeJourney } from './pause-journey.ts'
import { readCancellation } from './read-cancellation.ts'

const customers = 500
const day = 86_400_000
const nodes: JourneyGraphInput['nodes'] = {
  keep_out: { type: 'holdout', percent: 20, next: 'hello' },
  hello: { type: 'message', channel: 'push', template: 'hello', next: 'rest' },
  rest: { type: 'wait', days: 3, next: 'end' },
  end: { type: 'exit' },
}

let test: TestContext
beforeAll(async () => {
  test = await openTestContext()
  await takeSnapshot(test.ctx, 'everyone', 1, customers)
})
afterAll(() => test.close())

const start = async (key: string): Promise<void> => {
  await applyJourneyDefinitions(test.ctx, journeyFile(key, nodes, { next: 'keep_out' }))
  await tickJourneys(test.ctx)
}

const countBy = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, same]) => [name, same.length]))

describe('cancelling', () => {
  it('takes everybody out at once and says what was sent and what was not', async () => {
    const { ctx } = test
    await start('stopped')
    const before = await readCounts(ctx, 'stopped')
    const report = await cancelJourney(ctx, 'stopped', { reason: 'wrong rate in the text' })
    expect(report).toMatchObject({
      reason: 'wrong rate in the text',
      taken: [{ node: 'rest', customers: before.inside }],
      channels: [{ channel: 'push', queued: before.inside, sent: before.inside, notSent: 0 }],
      heldDropped: 0,
      sending: false,
    })
    const after = await readCounts(ctx, 'stopped')
    expect(after).toMatchObject({ inside: 0, cancelled: before.inside, heldOut: before.heldOut })
    expect((await readJourney(ctx, 'stopped')).status).toBe('cancelled')
  })

  it('sends nothing that still waited, and counts it as not sent', async () => {
    const { ctx } = test
    await applyJourneyDefinitions(ctx, journeyFile('unsent', nodes, { next: 'keep_out' }))
    await advanceJourney(ctx, 'unsent')
    const { inside } = await readCounts(ctx, 'unsent')
    const report = await cancelJourney(ctx, 'unsent', { reason: 'too early' })
    expect(report.channels).toEqual([{ channel: 'push', queued: inside, sent: 0, notSent: inside }])
    await tickJourneys(ctx)
    expect((await readCancellation(ctx, 'unsent')).channels[0]?.sent).toBe(0)
    expect((await readFunnel(ctx, 'unsent')).steps.find(({ step }) => step === 'sent')?.customers).toBe(0)
  })

  it('ends what a worker had in hand that was killed, so that nothing seems to be sent for ever', async () => {
    const { ctx } = test
    await applyJourneyDefinitions(ctx, journeyFile('in_hand', nodes, { next: 'keep_out' }))
    await advanceJourney(ctx, 'in_hand')
    const { id } = await readJourney(ctx, 'in_hand')
    // As a worker leaves it that is killed in the middle of a chunk.
    await sql`UPDATE dispatch SET state = 'running' WHERE journey_id = ${id}`.execute(ctx.postgres)
    expect(await cancelJourney(ctx, 'in_hand', { reason: 'at once' })).toMatchObject({ sending: true })
    await tickJourneys(ctx)
    expect(await readCancellation(ctx, 'in_hand')).toMatchObject({ sending: false, channels: [{ sent: 0 }] })
  })

  it('drops what the gate holds, says so at every contact, and never sends it', async () => {
    const { ctx, clock } = test
    const night = new Date('2026-11-03T14:00:00Z')
    clock.moveTo(night)
    const file = journeyFile('held', nodes, {
      next: 'keep_out',
      policy: { consent: 'opt_out', caps: [], quietHours: { from: '21:00', to: '09:00' } },
    })
    await applyJourneyDefinitions(ctx, file)
    await tickJourneys(ctx)
    const { inside } = await readCounts(ctx, 'held')
    const report = await cancelJourney(ctx, 'held', { reason: 'another campaign' })
    expect(report).toMatchObject({ heldDropped: inside, taken: [{ node: 'rest', customers: inside }] })
    clock.moveTo(new Date('2026-11-04T02:00:00Z'))
    expect(await releaseHeld(ctx)).toEqual({ asked: 0 })
    const { items } = await listTouches(ctx, { journey: 'held', limit: 1000 })
    expect(countBy(items.map(({ outcome, reason }) => `${outcome}: ${reason}`))).toEqual({
      'held: quiet_hours': inside,
      'suppressed: cancelled': inside,
    })
    expect(new Set(items.map(({ touch }) => touch)).size).toBe(inside)
    expect(await cancelJourney(ctx, 'held', { reason: 'again' })).toEqual(report)
    await applyJourneyDefinitions(ctx, { contactPolicy: { consent: 'opt_out', caps: [], quietHours: null } })
  })

  it('lets a tick that is running end first, and then takes everybody out', async () => {
    const { ctx } = test
    await start('ticking')
    const { id, inside } = await readJourney(ctx, 'ticking')
    const cancelled = await withJourneyLease(ctx, id, async () => {
      const cancelling = cancelJourney(ctx, 'ticking', { reason: 'in the middle of a tick' })
      await expect.poll(async () => (await readJourney(ctx, 'ticking')).status).toBe('cancelled')
      expect((await readJourney(ctx, 'ticking')).inside).toBe(inside)
      return { cancelling }
    })
    expect((await cancelled?.cancelling)?.taken).toEqual([{ node: 'rest', customers: inside }])
    expect((await readJourney(ctx, 'ticking')).inside).toBe(0)
  })

  it('changes nothing the second time and cannot be undone', async () => {
    const { ctx } = test
    const first = await readCancellation(ctx, 'stopped')
    expect(await cancelJourney(ctx, 'stopped', { reason: 'again' })).toEqual(first)
    await expect(resumeJourney(ctx, 'stopped')).rejects.toThrow('is cancelled')
    await expect(finishJourney(ctx, 'stopped')).rejects.toThrow('is cancelled')
    await expect(publishJourney(ctx, 'stopped')).rejects.toThrow('was cancelled: copy it')
  })
})

describe('finishing', () => {
  it('lets nobody enter any more, lets those inside go on, and ends when nobody is left', async () => {
    const { ctx, clock } = test
    await start('phased_out')
    await finishJourney(ctx, 'phased_out')
    await takeSnapshot(ctx, 'everyone', 1, customers + 100)
    await tickJourneys(ctx)
    expect(await readCounts(ctx, 'phased_out')).toMatchObject({ entered: customers })
    expect((await readJourney(ctx, 'phased_out')).status).toBe('running')
    clock.advance(4 * day)
    await tickJourneys(ctx)
    const ended = await readJourney(ctx, 'phased_out')
    expect(ended).toMatchObject({ status: 'finished', inside: 0 })
    expect(ended.endedAt).not.toBeNull()
    await publishJourney(ctx, 'phased_out')
    expect(await readJourney(ctx, 'phased_out')).toMatchObject({ status: 'running', endedAt: null })
    await finishJourney(ctx, 'phased_out')
    expect(await readJourney(ctx, 'phased_out')).toMatchObject({ status: 'finished' })
  })

  it('keeps a paused journey paused until it goes on', async () => {
    const { ctx, clock } = test
    await start('halted')
    await pauseJourney(ctx, 'halted')
    await finishJourney(ctx, 'halted')
    clock.advance(4 * day)
    await tickJourneys(ctx)
    expect((await readJourney(ctx, 'halted')).status).toBe('paused')
    await resumeJourney(ctx, 'halted')
    await tickJourneys(ctx)
    expect((await readJourney(ctx, 'halted')).status).toBe('finished')
  })
})

describe('putting away', () => {
  it('hides a journey that has ended from the list, and brings it back', async () => {
    const { ctx } = test
    const keys = async (archived: boolean) =>
      (await listJourneys(ctx, { limit: 50, archived })).items.map(({ key }) => key)
    await archiveJourney(ctx, 'stopped')
    expect(await keys(false)).not.toContain('stopped')
    expect(await keys(true)).toEqual(['stopped'])
    await restoreJourney(ctx, 'stopped')
    expect(await keys(false)).toContain('stopped')
  })

  it('is refused while a journey runs', async () => {
    await start('busy')
    await expect(archiveJourney(test.ctx, 'busy')).rejects.toThrow('is running')
  })

  it('deletes a draft that was never published, and nothing else', async () => {
    const { ctx } = test
    const graph = { entry: { segment: 'everyone', next: 'end' }, nodes: { end: { type: 'exit' } } }
    const { version } = await saveJourney(ctx, { key: 'idea', name: { 'zh-CN': '想法', en: 'Idea' }, graph })
    await expect(deleteDraft(ctx, 'idea', version + 1)).rejects.toThrow('changed by someone else')
    await deleteDraft(ctx, 'idea', version)
    await expect(readJourney(ctx, 'idea')).rejects.toThrow('There is no journey')
    await expect(deleteDraft(ctx, 'busy', 1)).rejects.toThrow('was published')
  })

  it('copies a journey to a draft of its own', async () => {
    const { ctx } = test
    await copyJourney(ctx, 'busy', { key: 'busy_again' })
    const copy = await readJourney(ctx, 'busy_again')
    expect(copy).toMatchObject({ status: 'draft', entered: 0, name: { en: 'Journey (copy)' } })
    await publishJourney(ctx, 'busy_again')
  })
})

describe('what a running journey says', () => {
  it('lists its ticks, newest first, with moves and what was sent', async () => {
    const { items, next } = await listTicks(test.ctx, 'busy', { limit: 2 })
    expect(items.map(({ tick }) => tick)).toEqual([3, 2])
    expect(items[0]).toMatchObject({
      moves: [{ from: 'hello', to: 'rest' }],
      dispatches: [{ channel: 'push', state: 'done' }],
    })
    const rest = await listTicks(test.ctx, 'busy', { limit: 2, cursor: next ?? '' })
    expect(rest.items.map(({ tick }) => tick)).toEqual([1])
    expect(rest.next).toBeNull()
  })

  it('lists who stands at a node, page by page', async () => {
    const { ctx } = test
    const counts = await readCounts(ctx, 'busy')
    const seen: number[] = []
    let cursor: string | undefined
    do {
      const page = await listStanding(ctx, 'busy', { node: 'rest', limit: 100, cursor })
      seen.push(...page.items.map(({ customer }) => customer))
      cursor = page.next ?? undefined
    } while (cursor)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBe(counts.nodes.find(({ node }) => node === 'rest')?.standing)
  })

  it('shows how many got how far', async () => {
    const { steps } = await readFunnel(test.ctx, 'busy')
    const of = Object.fromEntries(steps.map(({ step, customers: reached }) => [step, reached]))
    expect(of['entered']).toBe(customers + 100)
    expect(of['treated']).toBeLessThan(customers + 100)
    expect(of['queued']).toBe(of['treated'])
    expect(of['sent']).toBe(of['treated'])
  })
})
