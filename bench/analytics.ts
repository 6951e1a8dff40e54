// Questions about behaviour: a funnel, retention, a path and trends over `--events` of `--customers`, ours against DuckDB's
// SQL on the same events in the same run, equal results asserted. `--no-rival` asks us alone; `--rounds` of each.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { runAnalysis } from '../src/learn/analyses/run-analysis.ts'
import { literal } from '../src/platform/clickhouse/literal.ts'
import { loadConfig } from '../src/platform/config.ts'
import { openContext } from '../src/platform/open-context.ts'
import { benchDays, fillEvents } from './analytics/fill-events.ts'
import { benchQuestions } from './analytics/questions.ts'
import { rowsOfAnswer, sameRows } from './analytics/rows.ts'
import { percentile } from './audience/measure.ts'
import type { BenchOptions, Report } from './report.ts'
import { type DuckDb, openDuckDb } from './rivals/duckdb.ts'

const countRow = z.object({ events: z.coerce.number() })

export async function run(options: BenchOptions, report: Report): Promise<void> {
  const events = options.number('events', 10_000_000)
  const customers = options.number('customers', Math.max(1000, Math.round(events / 100)))
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
  let duckdb: DuckDb | undefined
  try {
    const [stored] = await ctx.clickhouse.query('SELECT count() AS events FROM event', {}, countRow)
    if (!stored?.events) await fillEvents(ctx.clickhouse, events, customers)
    if (options.flag('rival', true)) {
      const file = join(directory, 'events.parquet')
      // A run that was interrupted may have left it.
      rmSync(file, { force: true })
      await ctx.clickhouse.command(
        `INSERT INTO FUNCTION file(${literal(file, 'String')}, 'Parquet') SELECT customer, toString(name) AS name, at, properties['source'] AS source FROM event ORDER BY name, customer, at`,
        {},
        {
          pool: 'long',
          settings: {
            output_format_parquet_compression_method: 'lz4',
            max_bytes_before_external_sort: 2_000_000_000,
          },
        },
      )
      rmSync(join(directory, 'events.duckdb'), { force: true })
      duckdb = await openDuckDb(join(directory, 'events.duckdb'), 2)
      await duckdb.run("SET TimeZone = 'UTC'")
      await duckdb.run(
        `CREATE TYPE event_name AS ENUM (SELECT DISTINCT name FROM read_parquet('${file}') ORDER BY name)`,
      )
      await duckdb.run(
        `CREATE TYPE event_source AS ENUM (SELECT DISTINCT source FROM read_parquet('${file}') ORDER BY source)`,
      )
      // In the order that is best for it too: a customer's events of a name side by side.
      await duckdb.run(
        `CREATE TABLE event AS SELECT customer, name::event_name AS name, "at"::TIMESTAMP AS "at", source::event_source AS source FROM read_parquet('${file}')`,
      )
      rmSync(file)
    }
    for (const { name, analysis, duckdb: sql, ours } of benchQuestions) {
      if (!name.includes(only)) continue
      const milliseconds: number[] = []
      let answer = await runAnalysis(ctx, analysis)
      for (let round = 0; round < rounds; round += 1) {
        const started = performance.now()
        answer = await runAnalysis(ctx, analysis)
        milliseconds.push(performance.now() - started)
      }
      const value = percentile(milliseconds, 0.5)
      if (!duckdb) {
        report({ case: name, size: events, value, unit: 'ms', better: 'less' })
        continue
      }
      const started = performance.now()
      const expected = await duckdb.rows(sql)
      const rivalValue = performance.now() - started
      const found = rowsOfAnswer(answer, ours)
      if (!sameRows(found, expected))
        throw new Error(
          `${name}: ours and DuckDB's differ: ${JSON.stringify(found.slice(0, 5))} and ${JSON.stringify(expected.slice(0, 5))}`,
        )
      report({
        case: `${name}, equal`,
        size: events,
        value,
        unit: 'ms',
        rival: 'DuckDB',
        rivalValue,
        better: 'less',
      })
    }
  } finally {
    duckdb?.close()
    await close()
    if (kept === '') rmSync(directory, { recursive: true, force: true })
  }
  console.error(`events of ${benchDays.from} … ${benchDays.to}`)
}
