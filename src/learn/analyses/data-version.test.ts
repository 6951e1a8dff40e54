import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { applySegmentDefinitions, snapshotSegment } from '../../understand/segments/index.ts'
import { applyTagDefinitions, refreshTagGroups } from '../../understand/tags/index.ts'
import { readDataVersion } from './data-version.ts'
import { analysisCache, runAnalysis } from './run-analysis.ts'
import { type Analysis, analysis } from './schema.ts'
import { storeQuestionBank } from './testing/question-bank.ts'
import { storeSmallEvents } from './testing/small-events.ts'

let t: TestContext
const name = (text: string) => ({ 'zh-CN': text, en: text })
const segments = (gender: string, called: string) => ({
  segments: [{ key: 'some', name: name(called), rule: { attribute: 'gender', op: 'eq', value: gender } }],
})

beforeAll(async () => {
  t = await openTestContext()
  await storeQuestionBank(t.ctx)
  await applyTagDefinitions(t.ctx, {
    groups: [
      {
        key: 'who',
        name: name('who'),
        source: 'customer',
        tags: [{ key: 'sex', name: name('sex'), definition: { kind: 'attribute', column: 'gender' } }],
      },
    ],
  })
  await refreshTagGroups(t.ctx)
  await applySegmentDefinitions(t.ctx, segments('female', 'women'))
  await snapshotSegment(t.ctx, 'some')
})
afterAll(() => t.close())

const range = { from: '2026-09-01', to: '2026-10-31' }
const users = { type: 'trend', range, series: [{ measure: { of: 'users' } }], interval: 'total' } as const
const questions = [
  { ...users, who: 'everybody' },
  { ...users, breakdown: { by: 'tag', tag: 'sex' } },
  { ...users, breakdown: { by: 'segment', segments: ['some'] } },
  { ...users, population: { all: [{ segment: 'some' }, { tag: 'sex', op: 'is_set' }] } },
  { ...users, range: { lastDays: 40 }, compare: { with: 'segment', segment: 'some' } },
  { type: 'aum', range, interval: 'month', breakdown: { by: 'organisation' } },
  {
    type: 'funnel',
    range,
    steps: [{ event: 'a' }, { event: 'b' }],
    windowSeconds: 864_000,
    breakdown: { by: 'property', property: 'city', values: 2 },
  },
].map((one): Analysis => analysis.parse(one))

const command = (text: string) => t.ctx.clickhouse.command(text)
/** Ten customers turn out to be those with the next number. */
const merge = (first: number) =>
  command(
    `INSERT INTO customer_merge (customer, into, at, reason, evidence) SELECT ${first} + 2 * number, ${first} + 2 * number + 1, now64(3), 'identify', '' FROM numbers(10)`,
  )
const reload = () => command('SYSTEM RELOAD DICTIONARY customer_canonical')

/** Everything that answers depend on, changed one after the other. */
const changes: Record<string, () => Promise<unknown>> = {
  'events came': () =>
    storeSmallEvents(t.ctx.clickhouse, [
      { customer: 500, name: 'a', at: Date.parse('2026-09-05T00:00:00Z'), properties: { city: '漳州' } },
    ]),
  'events were deleted': () =>
    command('ALTER TABLE event DELETE WHERE customer % 7 = 5 SETTINGS mutations_sync = 2'),
  'events were taken out lightly': () => command('DELETE FROM event WHERE customer % 11 = 4'),
  'a visitor became a customer': () =>
    command(
      `INSERT INTO customer (customer, number, gender, branch, updated) VALUES (500, '9', 'male', 'S1', now64(3))`,
    ),
  'a customer moved to another branch': () =>
    command(
      `INSERT INTO customer (customer, number, gender, branch, updated) VALUES (4, '1004', 'male', 'B2', now64(3))`,
    ),
  'customers were merged': async () => {
    await merge(100)
    await reload()
  },
  'customers were merged, and asked about before the merge was loaded': async () => {
    await reload()
    await merge(140)
    await agree()
    await reload()
  },
  'tags were computed anew': async () => {
    await command(
      `INSERT INTO customer (customer, number, gender, branch, updated) SELECT 200 + number, toString(1200 + number), 'female', 'S1', now64(3) FROM numbers(20)`,
    )
    await agree()
    await refreshTagGroups(t.ctx)
  },
  'a segment was changed': async () => {
    await applySegmentDefinitions(t.ctx, segments('male', 'men'))
    await agree()
    await snapshotSegment(t.ctx, 'some')
  },
  'a segment was renamed': () => applySegmentDefinitions(t.ctx, segments('male', 'gentlemen')),
  'a branch was renamed': () =>
    sql`UPDATE organisation SET name = '第一分行' WHERE code = 'B1'`.execute(t.ctx.postgres),
  'a place went to another branch': () =>
    sql`UPDATE organisation SET parent = 'B2' WHERE code = 'S1'`.execute(t.ctx.postgres),
  'balances were corrected': () =>
    command(
      `INSERT INTO balance (customer, holding, product, class, from, to, amount, updated) VALUES (2, 'current', 'p', 'current', '2026-01-01', '2299-12-31', 77, now64(3))`,
    ),
  'a day went by': () => Promise.resolve(t.clock.advance(86_400_000)),
}

const processes = [analysisCache(), analysisCache()]
async function answer(question: Analysis, cache?: ReturnType<typeof analysisCache>) {
  const { milliseconds: _, ...result } = await runAnalysis(t.ctx, question, cache ? { cache } : {})
  return result
}
/** What two processes with answers of their own say is what the data say now. */
async function agree(): Promise<string> {
  const all: unknown[] = []
  for (const question of questions) {
    const { cached: _, ...truth } = await answer(question)
    for (const cache of processes) {
      const { cached: __, ...said } = await answer(question, cache)
      expect(said).toEqual(truth)
    }
    all.push(truth.series, truth.tables)
  }
  return JSON.stringify(all)
}

it('no change leaves an answer as it was, in whichever process it was kept', async () => {
  let before = await agree()
  for (const [what, change] of Object.entries(changes)) {
    await change()
    const after = await agree()
    expect({ what, same: after === before }).toEqual({ what, same: false })
    before = after
  }
  for (const question of questions) expect((await answer(question, processes[0])).cached).toBe(true)
})

it('background merges of parts change no version', async () => {
  const version = await readDataVersion(t.ctx.clickhouse)
  for (const table of ['event', 'customer', 'balance']) await command(`OPTIMIZE TABLE ${table} FINAL`)
  expect(await readDataVersion(t.ctx.clickhouse)).toBe(version)
})

it('two reloads of merged customers within one second are two versions', async () => {
  const versions = new Set<string>()
  for (let i = 0; i < 4; i += 1) {
    await reload()
    versions.add(await readDataVersion(t.ctx.clickhouse))
  }
  expect(versions.size).toBe(4)
})
