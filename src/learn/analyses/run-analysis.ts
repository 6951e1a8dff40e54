import { z } from 'zod'
import type { StatementOptions } from '../../platform/clickhouse/clickhouse.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { cellId } from './cell-id.ts'
import { readDataVersion } from './data-version.ts'
import { type Prepared, prepareQuestion, questionSettings } from './prepare-question.ts'
import type { Question } from './question.ts'
import { resultCache } from './result-cache.ts'
import type { AnalysisResult, ResultSeries, ResultTable } from './result-schema.ts'
import { withMargins } from './sample-margins.ts'
import type { Analysis } from './schema.ts'
import { analysisTypes } from './types/index.ts'

export type AnalysisCache = ReturnType<typeof analysisCache>
/** What is kept of an answer: names of values can change without the data. */
interface Answer {
  readonly series: readonly Omit<ResultSeries, 'name'>[]
  readonly tables: ResultTable[]
}

export function analysisCache() {
  return resultCache<Answer>({ entries: 500, characters: 32_000_000 })
}

/**
 * Ask one question, with what it is compared with in the same statement. An answer is kept until the data changes.
 * Aborting the signal stops the statement in the store too.
 * @throws AppError invalid_definition, too_large when it takes more time or memory than a question may
 */
export async function runAnalysis(
  ctx: Context,
  analysis: Analysis,
  { cache, fresh = false, signal }: { cache?: AnalysisCache; fresh?: boolean; signal?: AbortSignal } = {},
): Promise<AnalysisResult> {
  const started = performance.now()
  const type = analysisTypes[analysis.type]
  const version = cache && (await readDataVersion(ctx.clickhouse))
  const prepared = await prepareQuestion(ctx, analysis, signal ? { signal } : {})
  const { current, compared } = prepared
  const sides = [current, ...(compared ? [compared] : [])]
  const sql = sides
    .map((question, side) => `SELECT ${side} AS side, * FROM (${type.sql(question)})`)
    .join('\nUNION ALL\n')
  const key = `${version} ${JSON.stringify(analysis)} ${sql}`
  const known = fresh ? undefined : cache?.get(key)
  const answer =
    known ?? readAnswer(prepared, sides, await ask(ctx, sql, { signal, settings: questionSettings }))
  if (!known) cache?.set(key, answer)
  return {
    type: analysis.type,
    current: { ...current.days, segment: null },
    compared: compared && { ...compared.days, segment: prepared.comparedSegment },
    timezone: current.timezone,
    asOf: prepared.asOf.toISOString(),
    series: answer.series.map((one) => ({
      ...one,
      name: one.value === null ? null : prepared.nameOf(one.value),
    })),
    tables: answer.tables,
    sample: current.sample < 1 ? current.sample : null,
    cached: known !== undefined,
    milliseconds: Math.round(performance.now() - started),
  }
}

const sideRow = z.looseObject({ side: z.coerce.number() })
type SideRow = z.output<typeof sideRow>

/** @throws AppError too_large when the engine gave up */
export async function ask(ctx: Context, sql: string, options: StatementOptions): Promise<SideRow[]> {
  return withinLimits(() => ctx.clickhouse.query(sql, {}, sideRow, options))
}

/** Say in words people can act on that a statement was stopped by its limits. */
export async function withinLimits<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    const text = error instanceof Error ? error.message : ''
    if (/TIMEOUT_EXCEEDED|MEMORY_LIMIT_EXCEEDED|Timeout exceeded|[Mm]emory limit/.test(text))
      throw new AppError(
        'too_large',
        'The question takes more time or memory than one may: ask for fewer days, a smaller population or a sample',
        { cause: error },
      )
    throw error
  }
}

function readAnswer({ current }: Prepared, sides: readonly Question[], rows: readonly SideRow[]): Answer {
  const type = analysisTypes[current.analysis.type]
  const series = new Map<string, Answer['series'][number]>()
  const tables = new Map<string, ResultTable>()
  sides.forEach((question, number) => {
    const side = number === 0 ? 'current' : 'compared'
    const read = type.read(
      rows.filter((row) => row.side === number),
      question,
      {
        series: (value) => {
          const key = `${side}:${value}`
          series.set(key, { key, value: value === '' ? null : value, side })
          return key
        },
        cell: (...parts) => cellId(side, parts),
      },
    )
    for (const table of read) {
      const before = tables.get(table.key)
      tables.set(table.key, before ? { ...before, rows: [...before.rows, ...table.rows] } : table)
    }
  })
  const order = [...series.values()].toSorted(
    (a, b) =>
      (a.side === b.side ? 0 : a.side === 'current' ? -1 : 1) || (a.value ?? '').localeCompare(b.value ?? ''),
  )
  const { sample } = current
  return {
    series: order,
    tables: [...tables.values()].map((table) => (sample < 1 ? withMargins(table, sample) : table)),
  }
}
