import { z } from 'zod'
import { scopedCustomersSql } from '../../govern/access/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import {
  businessDay,
  checkRule,
  compileRule,
  customersSql,
  type DisplayName,
  type RuleCatalogue,
} from '../../understand/rules/index.ts'
import { loadRuleCatalogue } from '../../understand/segments/index.ts'
import { amongSql, readSql } from './events-sql.ts'
import { daysBefore, daysOf, type Question } from './question.ts'
import type { Analysis } from './schema.ts'
import { compileSplit, none, rest, type Split } from './split.ts'
import { traitsOf } from './traits.ts'
import { analysisTypes } from './types/index.ts'

/** Someone waits for the answer: a question may not take the machine from everybody else. */
export const questionSettings = {
  max_execution_time: 60,
  max_memory_usage: 6_000_000_000,
  max_bytes_before_external_group_by: 3_000_000_000,
  // Events that stand by customer are grouped as they are read.
  optimize_aggregation_in_order: 1,
} as const

/** A question ready to be asked: for its own period and customers, and for those it is compared with. */
export interface Prepared {
  readonly current: Question
  readonly compared: Question | null
  readonly comparedSegment: string | null
  readonly asOf: Date
  /** What a value of the breakdown is called. */
  nameOf(value: string): DisplayName | null
}

/** Rules with windows mean the same within so many milliseconds, so that answers can be kept. */
const steady = 300_000

/**
 * Look everything up that an analysis refers to.
 * @throws AppError invalid_definition naming what does not exist or does not fit
 */
export async function prepareQuestion(
  ctx: Context,
  analysis: Analysis,
  { asOf: given, signal }: { asOf?: Date; signal?: AbortSignal } = {},
): Promise<Prepared> {
  const problems = problemsOf(analysis)
  const [problem] = problems
  if (problem)
    throw new AppError('invalid_definition', `The analysis is wrong at ${problem.path}: ${problem.message}`, {
      details: problems,
    })
  const asOf = given ?? new Date(Math.floor(ctx.clock.now().getTime() / steady) * steady)
  const { timezone } = ctx.config
  const catalogue = await loadRuleCatalogue(ctx)
  const setOf = (rule: unknown, pointer: string): string => {
    checkRule(rule, catalogue, { pointer })
    return compileRule(rule, { catalogue, asOf, timezone }).bitmapSql
  }
  const today = businessDay(asOf, timezone)
  const { compare, population, breakdown, who = 'customers', sample = 1 } = analysis
  const days = daysOf(analysis.range, today)
  // Whoever asks sees the customers of their data scope only: in the answer, and so behind its cells.
  const scope = scopedCustomersSql(ctx.actor)
  // A subquery is reckoned once, an expression of bitmaps again for every block of events.
  const within = (set: string | null): string | null => {
    if (scope === null) return set === null ? null : `(SELECT ${set})`
    const own = `(SELECT groupBitmapState(customer) FROM (${scope}))`
    return set === null ? own : `(SELECT bitmapAnd(${set}, ${own}))`
  }
  const among = within(
    population === undefined ? (who === 'customers' ? customersSql : null) : setOf(population, '/population'),
  )
  const organisations = breakdown?.by === 'organisation' ? await loadOrganisations(ctx, breakdown.level) : []
  const compiled = breakdown
    ? compileSplit(breakdown, catalogue, new Map(organisations.map(({ code, countsTo }) => [code, countsTo])))
    : null
  const traits = analysis.type === 'drop_off' ? { traits: traitsOf(catalogue) } : {}
  const asked: Question = { analysis, days, timezone, among, split: compiled, sample, ...traits }
  const split = compiled && { ...compiled, shown: await shownValues(ctx, asked, compiled, signal) }
  const current: Question = { ...asked, split }
  const names = namesOfValues(analysis, catalogue, organisations)
  return {
    current,
    compared: compare
      ? {
          ...current,
          days:
            compare.with === 'previous'
              ? daysBefore(days)
              : compare.with === 'range'
                ? daysOf(compare.range, today)
                : days,
          among: compare.with === 'segment' ? within(setOf({ segment: compare.segment }, '/compare')) : among,
        }
      : null,
    comparedSegment: compare?.with === 'segment' ? compare.segment : null,
    asOf,
    nameOf: (value) => names.get(value) ?? (value === '' ? null : { 'zh-CN': value, en: value }),
  }
}

/** What is wrong with an analysis by itself, whatever the bank has. */
export function problemsOf(analysis: Analysis): { path: string; message: string }[] {
  return [...analysisTypes[analysis.type].check(analysis), ...splitProblems(analysis)]
}

function splitProblems({ type, ...analysis }: Analysis): { path: string; message: string }[] {
  const by = analysis.breakdown?.by
  if (by !== 'property' && by !== 'channel') return []
  const splittable = analysisTypes[type].splitEvents({ type, ...analysis } as Analysis) !== null
  return splittable
    ? []
    : [
        {
          path: '/breakdown/by',
          message: `a ${type} cannot be split by ${by}: use tag, attribute, segment or organisation`,
        },
      ]
}

interface Organisation {
  readonly code: string
  readonly name: string
  readonly countsTo: string
}

/** Every organisation, and which branch it counts to (itself for sub-branches). */
async function loadOrganisations(
  ctx: Context,
  level: 'branch' | 'sub_branch' = 'branch',
): Promise<Organisation[]> {
  const rows = await ctx.postgres
    .withTables<{ organisation: { code: string; parent: string | null; name: string; level: string } }>()
    .selectFrom('organisation')
    .select(['code', 'parent', 'name', 'level'])
    .orderBy('code')
    .execute()
  return rows.map(({ code, parent, name, level: own }) => ({
    code,
    name,
    countsTo: level === 'branch' && own === 'sub_branch' && parent !== null ? parent : code,
  }))
}

function namesOfValues(
  { breakdown }: Analysis,
  catalogue: RuleCatalogue,
  organisations: readonly Organisation[],
): Map<string, DisplayName> {
  const names = new Map<string, DisplayName>([
    [rest, { 'zh-CN': '其他', en: 'Others' }],
    [none, { 'zh-CN': '无', en: 'None' }],
  ])
  for (const { code, name } of organisations) names.set(code, { 'zh-CN': name, en: name })
  if (breakdown?.by === 'segment')
    for (const key of breakdown.segments)
      names.set(key, catalogue.segments.get(key)?.name ?? { 'zh-CN': key, en: key })
  return names
}

/** Most frequent values of a breakdown, which are shown on their own; null = all. */
async function shownValues(
  ctx: Context,
  question: Question,
  split: Split,
  signal: AbortSignal | undefined,
): Promise<string[] | null> {
  const { breakdown } = question.analysis
  if (!breakdown || breakdown.by === 'segment') return null
  if ('bins' in breakdown && breakdown.bins) return null
  const among = amongSql(question, 'customer')
  const rows = await ctx.clickhouse.query(
    split.of === 'customer'
      ? `SELECT value FROM (${split.relation}) WHERE value != ''${among === '' ? '' : ` AND ${among}`}
GROUP BY value ORDER BY count() DESC, value LIMIT {values:UInt8}`
      : `SELECT value FROM (SELECT ${split.value} AS value FROM event
WHERE ${readSql(question, analysisTypes[question.analysis.type].splitEvents(question.analysis) ?? [])})
WHERE value != '' GROUP BY value ORDER BY count() DESC, value LIMIT {values:UInt8}`,
    { values: breakdown.values ?? 10 },
    z.object({ value: z.string() }),
    { settings: questionSettings, signal },
  )
  return rows.map(({ value }) => value)
}
