// Questions about behaviour: a funnel, retention, a path and trends over `--events` of `--customers`, ours against DuckDB's
// SQL on the same events in the same run, equal results asserted. `--rounds` of each; `--no-rival` asks us alone; `--only
// WORD` asks the questions with that word in their name. `--data DIRECTORY` keeps the events of both for the next run, and
// `--no-ask` does nothing else.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { AnalysisResult } from '../src/learn/analyses/result-schema.ts'
import { runAnalysis } from '../src/learn/analyses/run-analysis.ts'
import { loadConfig } from '../src/platform/config.ts'
import type { Context } from '../src/platform/context.ts'
import { openContext } from '../src/platform/open-context.ts'
import { benchDays, fillEvents, settleEvents } from './analytics/fill-events.ts'
import { loadDuckDb } from './analytics/load-duckdb.ts'
import { forgetPeakMemory, peakMemory } from './analytics/memory.ts'
import { type BenchQuestion, benchQuestions } from './analytics/questions.ts'
import { rowsOfAnswer, sameRows } from './analytics/rows.ts'
import { percentile } from './audience/measure.ts'
import type { BenchOptions, Report } from './report.ts'
import type { DuckDb } from './rivals/duckdb.ts'

interface Measured extends BenchQuestion {
  readonly answer: AnalysisResult
  readonly milliseconds: number
}

const countRow = z.object({ events: z.coerce.number() })
/** A rival's question that takes longer is not asked again. */
const patience = 10_000

export async function run(options: BenchOptions, report: Report): Promise<void> {
  const asked = options.number('events', 10_000_000)
  const customers = options.number('customers', Math.max(1000, Math.round(asked / 100)))
  const rounds = options.number('rounds', 3)
  const only = options.text('only', '')
  const kept = options.text('data', '')
  const directory = kept === '' ? mkdtempSync(join(tmpdir(), 'banyan-bench-analytics-')) : kept
  const { ctx, close } = await openContext(
    loadConfig({
      environment: { BANYAN_DATA: directory, BANYAN_LOG: 'warn' },
      overrides: { timezone: 'UTC' },
    }),
  )
  const rival = options.flag('rival', true)
  try {
    if ((await countEvents(ctx)) === 0) await fillEvents(ctx.clickhouse, asked, customers)
    await settleEvents(ctx.clickhouse)
    const events = await countEvents(ctx)
    if (rival) (await loadDuckDb(ctx.clickhouse, directory)).close()
    if (!options.flag('ask', true)) return
    forgetPeakMemory()
    const measured: Measured[] = []
    for (const question of benchQuestions.filter(({ name }) => name.includes(only)))
      measured.push({ ...question, ...(await measureOurs(ctx, question, rounds)) })
    const peak = peakMemory()
    const duckdb = rival ? await loadDuckDb(ctx.clickhouse, directory) : null
    try {
      for (const { name, milliseconds: value, ...question } of measured) {
        if (!duckdb) {
          report({ case: name, size: events, value, unit: 'ms', better: 'less' })
          continue
        }
        const { rows, milliseconds } = await measureDuckDb(duckdb, question.duckdb, rounds)
        const found = rowsOfAnswer(question.answer, question.ours)
        if (!sameRows(found, rows))
          throw new Error(
            `${name}: ours and DuckDB's differ: ${JSON.stringify(found.slice(0, 5))} and ${JSON.stringify(rows.slice(0, 5))}`,
          )
        report({
          case: `${name}, equal`,
          size: events,
          value,
          unit: 'ms',
          rival: 'DuckDB',
          rivalValue: milliseconds,
          better: 'less',
        })
      }
    } finally {
      duckdb?.close()
    }
    const name = 'peak memory of the whole process while ours were asked'
    report({ case: name, size: events, value: peak, unit: 'MiB', better: 'less' })
  } finally {
    await close()
    if (kept === '') rmSync(directory, { recursive: true, force: true })
  }
  console.error(`events of ${benchDays.from} … ${benchDays.to}`)
}

async function countEvents({ clickhouse }: Context): Promise<number> {
  const [row] = await clickhouse.query('SELECT count() AS events FROM event', {}, countRow)
  return row?.events ?? 0
}

/** The median of the rounds after one that warms up. */
async function measureOurs(
  ctx: Context,
  { analysis }: BenchQuestion,
  rounds: number,
): Promise<Pick<Measured, 'answer' | 'milliseconds'>> {
  let answer = await runAnalysis(ctx, analysis)
  const milliseconds: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now()
    answer = await runAnalysis(ctx, analysis)
    milliseconds.push(performance.now() - started)
  }
  return { answer, milliseconds: percentile(milliseconds, 0.5) }
}

async function measureDuckDb(
  duckdb: DuckDb,
  sql: string,
  rounds: number,
): Promise<{ rows: unknown[][]; milliseconds: number }> {
  const milliseconds: number[] = []
  let rows: unknown[][] = []
  for (let round = 0; round <= rounds; round += 1) {
    const started = performance.now()
    rows = await duckdb.rows(sql)
    milliseconds.push(performance.now() - started)
    if ((milliseconds[0] ?? 0) > patience) return { rows, milliseconds: milliseconds[0] ?? 0 }
  }
  return { rows, milliseconds: percentile(milliseconds.slice(1), 0.5) }
}
