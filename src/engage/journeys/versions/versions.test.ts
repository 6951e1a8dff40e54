import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { advanceJourney } from '../advance-journey.ts'
import { applyJourneyDefinitions } from '../apply-journey-definitions.ts'
import { pauseJourney } from '../lifecycle/pause-journey.ts'
import { publishJourney } from '../publish-journey.ts'
import { readJourney } from '../read-journeys.ts'
import { saveJourney } from '../save-journey.ts'
import type { JourneyGraphInput } from '../schema.ts'
import { journeyFile, standingInClickHouse, takeSnapshot } from '../testing/journey-fixture.ts'
import { happen } from '../testing/node-bank.ts'
import { diffVersions } from './diff-versions.ts'
import { migrateCustomers } from './migrate-customers.ts'
import { listVersions, readVersion } from './read-versions.ts'
import { restoreVersion } from './restore-version.ts'

const day = 86_400_000
const customers = 200
let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
  await takeSnapshot(t.ctx, 'everyone', 1, customers)
})
afterAll(() => t.close())

const publish = (key: string, nodes: JourneyGraphInput['nodes'], next: string) =>
  applyJourneyDefinitions(t.ctx, journeyFile(key, nodes, { next }))
const first: JourneyGraphInput['nodes'] = {
  part: {
    type: 'split',
    branches: [
      { percent: 50, next: 'rest' },
      { percent: 50, next: 'watch' },
    ],
  },
  rest: { type: 'wait', days: 30, next: 'hello' },
  watch: { type: 'goal', condition: { event: 'bought' }, withinDays: 10, next: 'done' },
  hello: { type: 'message', channel: 'push', template: 'hello', next: 'done' },
  done: { type: 'exit' },
}
const second: JourneyGraphInput['nodes'] = {
  part: {
    type: 'split',
    branches: [
      { percent: 10, next: 'pause' },
      { percent: 90, next: 'look' },
    ],
  },
  pause: { type: 'wait', days: 21, next: 'bye' },
  look: { type: 'goal', condition: { event: 'sold' }, withinDays: 5, next: 'bye' },
  bye: { type: 'exit' },
}

/** Where everybody stands: in PostgreSQL, and the same counted in ClickHouse. */
async function standing(key: string): Promise<Record<string, number>> {
  const journey = await readJourney(t.ctx, key)
  const kept = Object.fromEntries(
    journey.nodes.filter((n) => n.standing > 0).map((n) => [n.node, n.standing]),
  )
  const counted = await standingInClickHouse(t.ctx, journey.id, journey.committedTick)
  expect(Object.fromEntries(counted)).toEqual(kept)
  return kept
}
async function audited(action: string): Promise<unknown[]> {
  const rows = await t.ctx.postgres
    .withTables<{ audit: { action: string; detail: unknown } }>()
    .selectFrom('audit')
    .select('detail')
    .where('action', '=', action)
    .execute()
  return rows.map(({ detail }) => detail)
}

describe('customers of an old version', () => {
  let before: Record<string, number>
  it('stay in it when a new one is published', async () => {
    await publish('moving', first, 'part')
    await advanceJourney(t.ctx, 'moving')
    before = await standing('moving')
    expect(Object.keys(before)).toEqual(['rest', 'watch'])
    // Some leave before the others are taken over, so the cohort at the goal is no longer whole.
    t.clock.advance(day)
    await happen(t.ctx, 'bought', [1, 2, 3, 4, 5, 6, 7, 8], t.clock.now())
    await advanceJourney(t.ctx, 'moving')
    before = await standing('moving')
    expect(before['$goal']).toBeGreaterThan(0)
    await publish('moving', second, 'part')
    await advanceJourney(t.ctx, 'moving')
    expect(await standing('moving')).toEqual(before)
    const { items } = await listVersions(t.ctx, 'moving', { limit: 10 })
    expect(items).toMatchObject([
      { version: 2, current: true, inside: 0, nodes: 4 },
      { version: 1, current: false, inside: (before['rest'] ?? 0) + (before['watch'] ?? 0), nodes: 5 },
    ])
    expect((await readVersion(t.ctx, 'moving', 1)).standing).toEqual([
      { node: 'rest', customers: before['rest'] },
      { node: 'watch', customers: before['watch'] },
    ])
  })

  it('go over where the mapping says, and stay where it does not', async () => {
    t.clock.advance(19 * day)
    const report = await migrateCustomers(t.ctx, 'moving', { from: 1, to: 2, nodes: { rest: 'pause' } })
    expect(report).toEqual({
      journey: 'moving',
      from: 1,
      to: 2,
      moved: [{ from: 'rest', to: 'pause', customers: before['rest'] }],
      stayed: before['watch'],
    })
    const { rest, ...others } = before
    expect(await standing('moving')).toEqual({ ...others, pause: rest })
    expect((await readVersion(t.ctx, 'moving', 2)).standing).toEqual([{ node: 'pause', customers: rest }])
    expect(await audited('journey.migrate')).toEqual([{ from: 1, to: 2, nodes: { rest: 'pause' } }])
  })

  it('have the time they waited already counted', async () => {
    // 20 of the 21 days that the new version asks for are over.
    t.clock.advance(day - 1)
    await advanceJourney(t.ctx, 'moving')
    expect((await standing('moving'))['pause']).toBe(before['rest'])
    t.clock.advance(1)
    await advanceJourney(t.ctx, 'moving')
    expect((await standing('moving'))['bye']).toBe(before['rest'])
  })

  it('can be taken out, also while the journey is paused, and are never taken twice', async () => {
    await publish('leaving', first, 'part')
    await advanceJourney(t.ctx, 'leaving')
    const stood = await standing('leaving')
    await publish('leaving', second, 'part')
    await pauseJourney(t.ctx, 'leaving')
    const mapping = { from: 1, to: 2, nodes: { rest: '$exit', watch: 'look', hello: 'bye' } }
    expect((await migrateCustomers(t.ctx, 'leaving', mapping)).moved).toEqual([
      { from: 'rest', to: '$exit', customers: stood['rest'] },
      { from: 'watch', to: 'look', customers: stood['watch'] },
    ])
    expect(await migrateCustomers(t.ctx, 'leaving', mapping)).toMatchObject({ moved: [], stayed: 0 })
    expect(await standing('leaving')).toEqual({ $exit: stood['rest'], look: stood['watch'] })
    const [ends] = await t.ctx.clickhouse.query(
      `SELECT countIf(ended) AS ended FROM journey_step WHERE node = '$exit'`,
      {},
      z.object({ ended: z.coerce.number() }),
    )
    expect(ends?.ended).toBe(stood['rest'])
  })

  it('are nowhere when a worker died in the middle: the next one takes everybody over', async () => {
    await publish('dying', first, 'part')
    await advanceJourney(t.ctx, 'dying')
    const stood = await standing('dying')
    await publish('dying', second, 'part')
    const { id, committedTick } = await readJourney(t.ctx, 'dying')
    // What is left behind by a worker that announced and wrote its tick but never committed it.
    await t.ctx.clickhouse.command(
      `INSERT INTO journey_step (journey, version, tick, node, origin, customer, at, wake)
       SELECT ${id}, 2, ${committedTick + 1}, 'pause', 'rest', number, now64(), now64() FROM numbers(1, 50)`,
    )
    await t.ctx.postgres
      .withTables<{ journey: { id: number; open_tick: number } }>()
      .updateTable('journey')
      .set({ open_tick: committedTick + 1 })
      .where('id', '=', id)
      .execute()
    await migrateCustomers(t.ctx, 'dying', { from: 1, to: 2, nodes: { rest: 'pause', watch: 'look' } })
    expect(await standing('dying')).toEqual({ pause: stood['rest'], look: stood['watch'] })
  })

  it('are not taken anywhere by a mapping that does not fit', async () => {
    const migrate = (from: number, to: number, nodes: Record<string, string>) =>
      migrateCustomers(t.ctx, 'moving', { from, to, nodes })
    await expect(migrate(1, 2, { pause: 'bye', watch: 'done', done: 'bye' })).rejects.toMatchObject({
      code: 'invalid_request',
      details: [{ path: '/nodes/pause' }, { path: '/nodes/watch' }, { path: '/nodes/done' }],
    })
    await expect(migrate(1, 3, { rest: 'pause' })).rejects.toMatchObject({ details: [{ path: '/to' }] })
    await expect(migrate(2, 2, { pause: 'bye' })).rejects.toMatchObject({ details: [{ path: '/to' }] })
    await expect(migrate(1, 2, {})).rejects.toThrow('maps no node')
    await expect(
      migrateCustomers(t.ctx, 'nothing', { from: 1, to: 2, nodes: { a: 'b' } }),
    ).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

describe('versions', () => {
  it('never change; the draft is compared with them, and one of them can become the draft again', async () => {
    const draft = { key: 'moving', name: { 'zh-CN': '旅程', en: 'Journey' } }
    const { version } = await saveJourney(t.ctx, {
      ...draft,
      graph: {
        entry: { segment: 'everyone', next: 'bye' },
        nodes: { bye: { type: 'exit', reason: 'over' } },
      },
    })
    const diff = await diffVersions(t.ctx, 'moving', { from: 2, to: 'draft' })
    expect(diff).toMatchObject({
      same: false,
      removed: [{ node: 'look' }, { node: 'part' }, { node: 'pause' }],
      changed: [{ node: 'bye', fields: [{ path: '/reason', after: 'over' }] }],
      entry: [{ path: '/next', before: 'part', after: 'bye' }],
    })
    await expect(restoreVersion(t.ctx, 'moving', 1, version - 1)).rejects.toMatchObject({
      code: 'precondition_failed',
    })
    await restoreVersion(t.ctx, 'moving', 1, version)
    expect((await diffVersions(t.ctx, 'moving', { from: 1, to: 'draft' })).same).toBe(true)
    expect(await audited('journey.restore_version')).toMatchObject([{ restored: 1 }])
    await expect(restoreVersion(t.ctx, 'moving', 9)).rejects.toMatchObject({ code: 'not_found' })
    expect((await readJourney(t.ctx, 'moving')).publishedVersion).toBe(2)
  })
})

describe('a journey whose nodes are only drawn elsewhere', () => {
  it('keeps its version when it is published again, and gets another when anything else changes', async () => {
    await publish('drawn', first, 'part')
    const graph = { entry: { segment: 'everyone', next: 'part' }, nodes: first }
    const name = { 'zh-CN': '旅程', en: 'Journey' }
    await saveJourney(t.ctx, { key: 'drawn', name, graph: { ...graph, layout: { rest: { x: 40, y: 80 } } } })
    expect(await publishJourney(t.ctx, 'drawn')).toEqual({ published: 1 })
    await saveJourney(t.ctx, { key: 'drawn', name, graph: { ...graph, priority: 70 } })
    expect(await publishJourney(t.ctx, 'drawn')).toEqual({ published: 2 })
  })
})
