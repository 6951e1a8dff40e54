import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import type { Context } from '../../platform/context.ts'
import { smallDays, smallEvents, storeSmallEvents } from '../analyses/testing/small-events.ts'
import { createSavedAnalysis, deleteSavedAnalysis } from '../analyses/testing/saved-analysis.ts'
import { metricNamed } from '../metrics/testing/metric-fixture.ts'
import { createAnnotation } from './annotations/save-annotation.ts'
import { readMarks } from './annotations/read-marks.ts'
import { exportBoard } from './export/export-board.ts'
import { listDashboards, readDashboard } from './list-dashboards.ts'
import { answerMetric } from './questions/answer-metric.ts'
import { askQuestions } from './questions/ask-questions.ts'
import { layFilters } from './questions/lay-filters.ts'
import { metricQuestion } from './questions/schema.ts'
import { copyDashboard, createDashboard, updateDashboard } from './save-dashboard.ts'
import { dashboardChange, dashboardQuery, newDashboard, widgets as widgetsShape } from './schema.ts'
import { shareDashboard } from './share-dashboard.ts'
import { personIn } from './testing/people.ts'

let t: TestContext
let ann: Context
let bob: Context
let vera: Context
const name = (text: string) => ({ 'zh-CN': text, en: text })
const trend = {
  type: 'trend' as const,
  range: smallDays,
  series: [{ event: 'a', measure: { of: 'users' as const } }],
  interval: 'day' as const,
}
const place = { x: 0, w: 6, h: 3 }
const board = (input: Partial<z.input<typeof newDashboard>> = {}) =>
  newDashboard.parse({
    name: name('board'),
    widgets: [{ ...place, id: 'a', y: 0, content: { kind: 'analysis', analysis: trend } }],
    ...input,
  })
const make = async (ctx: Context, input: Partial<z.input<typeof newDashboard>> = {}) =>
  Number(await createDashboard(ctx, board(input)))

beforeAll(async () => {
  t = await openTestContext()
  ann = await personIn(t.ctx, 'ann', 'operator')
  bob = await personIn(t.ctx, 'bob', 'operator')
  vera = await personIn(t.ctx, 'vera', 'viewer')
  await storeSmallEvents(t.ctx.clickhouse, smallEvents(50, 3))
  await t.ctx.clickhouse.command(
    `INSERT INTO customer (customer, number, name, updated) SELECT number + 1, toString(number), '', now64(3) FROM numbers(50)`,
  )
  await sql`INSERT INTO organisation (code, parent, name, level) VALUES ('B1', NULL, '一分行', 'branch'),
    ('B2', NULL, '二分行', 'branch'), ('S1', 'B1', '一支行', 'sub_branch')`.execute(t.ctx.postgres)
  const put = await metricNamed(t.ctx, 'complaints')
  await put([
    { day: '2026-10-30', value: 30 },
    { day: '2026-10-31', value: 24 },
    { day: '2026-10-30', organisation: 'B1', value: 10 },
    { day: '2026-10-31', organisation: 'B1', value: 15 },
    { day: '2026-10-30', organisation: 'B2', value: 20 },
    { day: '2026-10-31', organisation: 'B2', value: 9 },
  ])
})
afterAll(() => t.close())

it('is seen by whom it is shared with, and edited by whom that says', async () => {
  const id = await make(ann)
  const seen = async (ctx: Context) =>
    (await listDashboards(ctx, dashboardQuery.parse({}))).items.map((one) => one.id)
  expect([await seen(ann), await seen(bob), await seen(t.ctx)]).toEqual([[id], [], [id]])
  await expect(readDashboard(bob, id)).rejects.toThrow('There is no dashboard')
  await expect(
    shareDashboard(ann, id, 1, { everyone: 'none', users: [{ login: 'nobody', may: 'view' }], roles: [] }),
  ).rejects.toThrow('no user "nobody"')
  await shareDashboard(ann, id, 1, {
    everyone: 'none',
    users: [{ login: 'bob', may: 'edit' }],
    roles: [{ role: 'viewer', may: 'edit' }],
  })
  expect((await readDashboard(bob, id)).may).toBe('edit')
  // Viewers write nothing, whatever is shared with them.
  expect((await readDashboard(vera, id)).may).toBe('view')
  const change = dashboardChange.parse({ name: name('changed'), widgets: [] })
  await expect(updateDashboard(bob, id, 1, change)).rejects.toThrow('someone else')
  await updateDashboard(bob, id, 2, change)
  await expect(shareDashboard(bob, id, 3, { everyone: 'edit', users: [], roles: [] })).rejects.toThrow(
    'Only the owner',
  )
  const copy = await readDashboard(bob, await copyDashboard(bob, id, { name: name('mine') }))
  expect(copy).toMatchObject({ owner: 'bob', may: 'own', sharing: { everyone: 'none' } })
  // An API key named like a person is not that person.
  const machine = { ...ann, actor: { ...ann.actor, kind: 'api_key' as const } }
  await expect(readDashboard(machine, id)).rejects.toThrow('There is no dashboard')
})

it('refuses widgets that stand in each other’s way or ask for what is not there', async () => {
  const one = { ...place, id: 'a', y: 0, content: { kind: 'note', text: name('x') } }
  for (const other of [
    { ...one, y: 5 },
    { ...one, id: 'b', x: 5, y: 2 },
    { ...one, id: 'b', x: 7, y: 9 },
  ])
    expect(widgetsShape.safeParse([one, other]).success).toBe(false)
  expect(widgetsShape.safeParse([one, { ...one, id: 'b', x: 6 }]).success).toBe(true)
  await expect(
    make(ann, {
      widgets: [
        { ...place, id: 'm', y: 0, content: { kind: 'metric', metric: 'none', shown: { show: 'series' } } },
      ],
      filters: { segment: 'none' },
    }),
  ).rejects.toMatchObject({ details: [{ path: '/filters/segment' }, { path: '/widgets/0/content/metric' }] })
})

it('lays filters over a question, and names those that it cannot follow', () => {
  const rule = { attribute: 'gender', op: 'eq', value: 'F' }
  const filters = {
    range: { lastDays: 7 },
    segment: 'vip',
    organisation: 'B1',
    branches: ['B1', 'S1'],
    breakdown: { by: 'channel' as const },
    compare: { with: 'previous' as const },
  }
  expect(layFilters({ ...trend, population: rule }, filters)).toEqual({
    analysis: {
      ...trend,
      range: { lastDays: 7 },
      population: { all: [rule, { segment: 'vip' }, { attribute: 'branch', op: 'in', value: ['B1', 'S1'] }] },
      breakdown: { by: 'channel' },
      compare: { with: 'previous' },
    },
    ignored: [],
  })
  const aum = { type: 'aum' as const, range: smallDays, interval: 'day' as const }
  const laid = layFilters(aum, filters)
  expect(laid.ignored).toEqual(['breakdown'])
  expect(laid.analysis.breakdown).toBeUndefined()
  expect(layFilters(trend, {})).toEqual({ analysis: trend, ignored: [] })
})

it('asks saved and inline analyses and metrics, and says what no longer exists', async () => {
  const saved = await createSavedAnalysis(ann, { name: name('saved'), description: '', analysis: trend })
  const widgets = widgetsShape.parse([
    { ...place, id: 's', y: 0, content: { kind: 'saved', analysis: saved.id }, ignores: ['range'] },
    { ...place, id: 'm', y: 3, content: { kind: 'metric', metric: 'complaints', shown: { show: 'series' } } },
  ])
  const filters = { range: { lastDays: 7 }, segment: 'gone' }
  const [first, second] = await askQuestions(t.ctx, { widgets, filters: { range: filters.range } })
  expect(first).toMatchObject({
    kind: 'analysis',
    title: name('saved'),
    analysis: { range: smallDays },
    ignored: ['range'],
  })
  expect(second).toMatchObject({ kind: 'metric', question: { from: '2026-10-26', to: '2026-10-31' } })
  const [gone] = await askQuestions(t.ctx, { widgets, filters })
  expect(gone).toMatchObject({ kind: 'missing', reason: 'segment', key: 'gone' })
  await deleteSavedAnalysis(ann, saved.id, 1)
  const [deleted] = await askQuestions(t.ctx, { widgets, filters: {} })
  expect(deleted).toMatchObject({ kind: 'missing', reason: 'analysis', key: String(saved.id) })
})

it('answers a metric with its change and with organisations in order', async () => {
  const ask = (shown: object) =>
    answerMetric(
      t.ctx,
      metricQuestion.parse({ metric: 'complaints', from: '2026-10-20', to: '2026-10-31', shown }),
    )
  expect((await ask({ show: 'number', against: 'day' })).number).toMatchObject({
    day: '2026-10-31',
    value: 24,
    before: 30,
    change: -0.2,
  })
  const { ranking } = await ask({ show: 'ranking', by: 'change', against: 'day', order: 'best' })
  expect(ranking?.items.map(({ rank, name: place_, change }) => [rank, place_, change])).toEqual([
    [1, '一分行', 0.5],
    [2, '二分行', -0.55],
  ])
  expect((await ask({ show: 'ranking', level: 'sub_branch' })).ranking).toBeNull()
})

it('is exported in both languages, and nothing in it is read as a formula', async () => {
  const danger = { 'zh-CN': '=1+1', en: '=cmd|calc' }
  const id = await make(ann, {
    widgets: [
      { ...place, id: 'a', y: 0, title: danger, content: { kind: 'analysis', analysis: trend } },
      {
        ...place,
        id: 'r',
        y: 3,
        content: { kind: 'metric', metric: 'complaints', shown: { show: 'ranking', against: 'day' } },
      },
    ],
  })
  const csv = async (language: 'zh-CN' | 'en') =>
    (await exportBoard(ann, id, { format: 'csv', language })).content.toString()
  const chinese = await csv('zh-CN')
  expect(chinese).toContain(`'=1+1`)
  expect(chinese).not.toMatch(/^\uFEFF?[=+@-]/m)
  expect(chinese).toContain('名次,机构号,机构')
  expect(await csv('en')).toContain('Rank,Code,Organisation')
  const excel = await exportBoard(ann, id, { format: 'xlsx', language: 'en', widget: 'r' })
  expect(excel.name).toMatch(/^complaints .*\.xlsx$/)
  expect(excel.content.subarray(0, 2).toString()).toBe('PK')
  await expect(exportBoard(bob, id, { format: 'csv', language: 'en' })).rejects.toThrow(
    'There is no dashboard',
  )
})

it('marks days with what people noted, on one board or on every one', async () => {
  const id = await make(ann)
  const days = { firstDay: '2026-10-10', lastDay: '2026-10-12' }
  await createAnnotation(ann, { name: name('everywhere'), ...days, dashboard: null })
  await createAnnotation(ann, { name: name('here'), ...days, dashboard: id })
  const marks = async (ctx: Context, from: string, dashboard?: number) =>
    (
      await readMarks(ctx, { from, to: '2026-10-31', journeys: true, ...(dashboard ? { dashboard } : {}) })
    ).map((one) => one.name.en)
  expect(await marks(ann, '2026-10-12', id)).toEqual(['everywhere', 'here'])
  expect(await marks(bob, '2026-10-01')).toEqual(['everywhere'])
  expect(await marks(ann, '2026-10-13', id)).toEqual([])
  await expect(marks(bob, '2026-10-01', id)).rejects.toThrow('There is no dashboard')
})
