import type { z } from 'zod'
import { addDays } from '../../../platform/calendar-day.ts'
import type { Context } from '../../../platform/context.ts'
import { businessDay, type DisplayName } from '../../../understand/rules/index.ts'
import { loadRuleCatalogue } from '../../../understand/segments/index.ts'
import { type Analysis, daysOf, savedAnalysesOf } from '../../analyses/index.ts'
import { lastWholeDay, organisationsBelow } from '../../metrics/index.ts'
import type { BoardFilters, FilterName, Widget } from '../schema.ts'
import { dashboardTables } from '../store.ts'
import { type LaidFilters, layFilters } from './lay-filters.ts'
import type { questionsInput, WidgetQuestion } from './schema.ts'

/** Days a metric shows when nobody said which. */
const usualRange = { lastDays: 30 }
const noTitle: DisplayName = { 'zh-CN': '备注', en: 'Note' }

/** What each widget asks, with the filters of the board laid over it. */
export async function askQuestions(
  ctx: Context,
  { widgets, filters }: z.output<typeof questionsInput>,
): Promise<WidgetQuestion[]> {
  const [saved, metrics, missing, branches] = await Promise.all([
    savedAnalysesOf(
      ctx,
      widgets.flatMap(({ content }) => (content.kind === 'saved' ? [content.analysis] : [])),
    ),
    metricNames(ctx),
    missingFilter(ctx, filters),
    filters.organisation ? organisationsBelow(ctx, filters.organisation) : null,
  ])
  return widgets.map((widget): WidgetQuestion => {
    const { id, title, content, ignores } = widget
    const face = (name: DisplayName) => ({ widget: id, title: title ?? name, ignored: [...ignores] })
    const laid = followed({ ...filters, branches }, ignores)
    if (content.kind === 'note') return { kind: 'note', ...face(noTitle), ignored: [] }
    if (content.kind === 'metric') {
      const name = metrics.get(content.metric)
      if (!name)
        return { kind: 'missing', ...face(keyName(content.metric)), reason: 'metric', key: content.metric }
      if (missing?.reason === 'organisation' && laid.organisation !== undefined)
        return { kind: 'missing', ...face(name), ...missing }
      return { kind: 'metric', ...face(name), ...metricQuestionOf(ctx, content, laid, ignores) }
    }
    const found = content.kind === 'saved' ? saved.get(content.analysis) : undefined
    const analysis = content.kind === 'saved' ? found?.analysis : content.analysis
    if (!analysis) {
      const key = content.kind === 'saved' ? String(content.analysis) : ''
      return { kind: 'missing', ...face(keyName(key)), reason: 'analysis', key }
    }
    const name = found?.name ?? typeName(analysis)
    if (missing && laid[missing.reason] !== undefined) return { kind: 'missing', ...face(name), ...missing }
    const over = layFilters(analysis, laid)
    return {
      kind: 'analysis',
      ...face(name),
      ignored: [...ignores, ...over.ignored],
      analysis: over.analysis,
      saved: found?.id ?? null,
    }
  })
}

/** The filters that a widget follows. */
function followed(filters: LaidFilters, ignores: readonly FilterName[]): LaidFilters {
  return Object.fromEntries(
    Object.entries(filters).filter(([name]) => !ignores.some((ignored) => ignored === name)),
  )
}

type MetricContent = Extract<Widget['content'], { kind: 'metric' }>

function metricQuestionOf(
  ctx: Context,
  { metric, organisation, shown }: MetricContent,
  filters: LaidFilters,
  ignores: readonly FilterName[],
) {
  const today = businessDay(ctx.clock.now(), ctx.config.timezone)
  const days = daysOf(filters.range ?? usualRange, today)
  const last = lastWholeDay(ctx)
  const to = days.to < last ? days.to : last
  // The whole of a range that is not over yet: as many whole days as it has.
  const from = days.from <= to ? days.from : addDays(to, -1)
  const cannot = (['segment', 'population', 'breakdown', 'compare'] as const).filter(
    (name) => filters[name] !== undefined,
  )
  return {
    ignored: [...ignores, ...cannot],
    question: { metric, organisation: filters.organisation || organisation, from, to, shown },
  }
}

type Missing = { reason: 'segment' | 'organisation'; key: string }

/** A filter that names what no longer exists makes every widget that follows it unanswerable, not the board. */
async function missingFilter(ctx: Context, { segment, organisation }: BoardFilters): Promise<Missing | null> {
  if (segment !== undefined) {
    const { segments } = await loadRuleCatalogue(ctx)
    if (!segments.has(segment)) return { reason: 'segment', key: segment }
  }
  if (organisation) {
    const known = await dashboardTables(ctx.postgres)
      .selectFrom('organisation')
      .select('code')
      .where('code', '=', organisation)
      .executeTakeFirst()
    if (!known) return { reason: 'organisation', key: organisation }
  }
  return null
}

async function metricNames(ctx: Context): Promise<Map<string, DisplayName>> {
  const rows = await dashboardTables(ctx.postgres)
    .selectFrom('metric')
    .select(['key', 'name'])
    .where('archived_at', 'is', null)
    .execute()
  return new Map(rows.map(({ key, name }) => [key, name]))
}

const keyName = (key: string): DisplayName => ({ 'zh-CN': key, en: key })

const typeNames: Readonly<Partial<Record<string, DisplayName>>> = {
  aum: { 'zh-CN': 'AUM', en: 'AUM' },
  distribution: { 'zh-CN': '分布', en: 'Distribution' },
  frequency: { 'zh-CN': '频次', en: 'Frequency' },
  funnel: { 'zh-CN': '漏斗', en: 'Funnel' },
  heat: { 'zh-CN': '时段热力', en: 'Hours of the week' },
  interval: { 'zh-CN': '间隔', en: 'Interval' },
  lifecycle: { 'zh-CN': '生命周期', en: 'Life cycle' },
  path: { 'zh-CN': '路径', en: 'Paths' },
  retention: { 'zh-CN': '留存', en: 'Retention' },
  sessions: { 'zh-CN': '会话', en: 'Sessions' },
  tier_migration: { 'zh-CN': '层级迁移', en: 'Tier migration' },
  trend: { 'zh-CN': '趋势', en: 'Trend' },
}
const typeName = ({ type }: Analysis): DisplayName => typeNames[type] ?? keyName(type)
