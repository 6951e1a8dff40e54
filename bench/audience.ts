// Twelve audiences over 60 tags in three groups and 50 million events: how fast they are counted, beside DuckDB over
// the same data (one wide table, and three joined) and PostgreSQL at a tenth of the size. All counts must agree.
// `--customers 12000000 --rounds 20 --postgres-rounds 3`
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from '../src/platform/context.ts'
import { countRule } from './audience/count-rule.ts'
import { exportBank } from './audience/export-bank.ts'
import { fillDuckDb } from './audience/duckdb-rival.ts'
import { fillPostgres } from './audience/postgres-rival.ts'
import { measure, percentile, type Times } from './audience/measure.ts'
import { openBank } from './audience/open-bank.ts'
import { threeTables, wideTable } from './audience/rival-layout.ts'
import { type BenchRule, behaviourRules, benchRules, tagRules } from './audience/rules.ts'
import { countOfPart } from './audience/count-of-part.ts'
import type { BenchOptions, Report } from './report.ts'

/** PostgreSQL holds one in so many customers, and its time is multiplied by that. */
const fewer = 10
const rivals = [
  'DuckDB, one wide table',
  'DuckDB, three tables',
  `PostgreSQL, a tenth × ${fewer}`,
  `PostgreSQL indexed for these rules, a tenth × ${fewer}`,
] as const

interface Measured {
  readonly rule: BenchRule
  readonly customers: number
  readonly ours: Times
  readonly rivals: Map<string, Times>
}

export async function run(options: BenchOptions, report: Report): Promise<void> {
  const customers = options.number('customers', 1_000_000)
  const rounds = options.number('rounds', 20)
  const directory = mkdtempSync(join(tmpdir(), 'banyan-bench-audience-'))
  const bank = await openBank(directory, customers)
  try {
    note('filled our stores')
    const measured = await measureOurs(bank.ctx, rounds)
    note('counted with ours')
    await measureDuckDb(bank.ctx, directory, customers, rounds, measured)
    note('counted with DuckDB')
    const postgresRounds = options.number('postgres-rounds', 3)
    if (postgresRounds > 0)
      await measurePostgres(bank.ctx, directory, Math.floor(customers / fewer), postgresRounds, measured)
    for (const one of measured) reportRule(report, customers, one)
    summarise(report, customers, measured)
  } finally {
    await bank.close()
    rmSync(directory, { recursive: true, force: true })
  }
}

function note(what: string): void {
  console.error(`${new Date().toISOString()} ${what}`)
}

async function measureOurs(ctx: Context, rounds: number): Promise<Measured[]> {
  const measured: Measured[] = []
  for (const rule of benchRules) {
    const found = await measure(rounds, () => countRule(ctx, rule.rule))
    note(`${rule.name}: ${found.customers}, ${JSON.stringify(found.times)}`)
    measured.push({ rule, customers: found.customers, ours: found.times, rivals: new Map() })
  }
  return measured
}

async function measureDuckDb(
  ctx: Context,
  directory: string,
  customers: number,
  rounds: number,
  measured: readonly Measured[],
): Promise<void> {
  const files = await exportBank(ctx.clickhouse, join(directory, 'parquet'), 'Parquet', customers)
  const duckdb = await fillDuckDb(directory, files)
  rmSync(join(directory, 'parquet'), { recursive: true })
  note('filled DuckDB')
  try {
    for (const one of measured)
      for (const [rival, from] of [
        [rivals[0], wideTable()],
        [rivals[1], threeTables(one.rule.sql)],
      ] as const) {
        const found = await measure(rounds, () =>
          duckdb.number(`SELECT count(*) FROM ${from} WHERE ${one.rule.sql}`),
        )
        agree(one.rule, rival, one.customers, found.customers)
        one.rivals.set(rival, found.times)
      }
  } finally {
    duckdb.close()
  }
}

async function measurePostgres(
  ctx: Context,
  directory: string,
  customers: number,
  rounds: number,
  measured: readonly Measured[],
): Promise<void> {
  const files = await exportBank(ctx.clickhouse, join(directory, 'csv'), 'CSV', customers)
  const postgres = await fillPostgres(directory, files)
  rmSync(join(directory, 'csv'), { recursive: true })
  note('filled PostgreSQL')
  try {
    for (const rival of [rivals[2], rivals[3]]) {
      if (rival === rivals[3]) await postgres.indexWhatRulesRead()
      for (const one of measured) {
        const found = await measure(rounds, () => postgres.count(one.rule.sql))
        agree(one.rule, rival, await countOfPart(ctx, one.rule.rule, customers), found.customers)
        const { p50, p95 } = found.times
        one.rivals.set(rival, { p50: p50 * fewer, p95: p95 * fewer })
        note(`${rival}: ${one.rule.name}: ${JSON.stringify(one.rivals.get(rival))}`)
      }
    }
  } finally {
    await postgres.close()
  }
}

function agree(rule: BenchRule, rival: string, ours: number, theirs: number): void {
  if (ours !== theirs) throw new Error(`"${rule.name}": we count ${ours} customers, ${rival} ${theirs}`)
}

function reportRule(report: Report, customers: number, { rule, ours, rivals: others }: Measured): void {
  for (const [rival, times] of others)
    for (const share of ['p50', 'p95'] as const)
      report({
        case: `${rule.name} (${rule.conditions}): ${share}`,
        size: customers,
        value: ours[share],
        unit: 'ms',
        better: 'less',
        rival: `${rival}: ${share}`,
        rivalValue: times[share],
      })
}

/**
 * The slowest p95 of each kind of rule; each kind's rules together (the sum of their p50), beside each rival; and for
 * each rival the rule on which it comes closest.
 */
function summarise(report: Report, customers: number, measured: readonly Measured[]): void {
  const kinds = [
    ['tags only', tagRules],
    ['with behaviour', behaviourRules],
    ['all twelve', benchRules],
  ] as const
  for (const [kind, rules] of kinds) {
    const some = measured.filter(({ rule }) => rules.includes(rule))
    const slowest = Math.max(...some.map(({ ours }) => ours.p95))
    const shared = { size: customers, unit: 'ms', better: 'less' } as const
    report({ ...shared, case: `${kind}: slowest p95`, value: slowest })
    const together = (times: (one: Measured) => Times | undefined) =>
      some.reduce((sum, one) => sum + (times(one)?.p50 ?? 0), 0)
    for (const rival of rivals)
      if (some.every((one) => one.rivals.has(rival)))
        report({
          ...shared,
          case: `${kind}: p50 of all together`,
          value: together(({ ours }) => ours),
          rival: `${rival}: p50`,
          rivalValue: together((one) => one.rivals.get(rival)),
        })
  }
  for (const rival of rivals) {
    const ratios = measured.flatMap(({ rule, ours, rivals: others }) => {
      const times = others.get(rival)
      return times ? [{ rule, ratio: times.p50 / ours.p50 }] : []
    })
    const [worst] = ratios.toSorted((a, b) => a.ratio - b.ratio)
    if (!worst) continue
    report({
      case: `times faster than ${rival}, worst: ${worst.rule.name}`,
      size: customers,
      value: worst.ratio,
      unit: '×',
    })
    const median = percentile(
      ratios.map(({ ratio }) => ratio),
      0.5,
    )
    report({ case: `times faster than ${rival}, median rule`, size: customers, value: median, unit: '×' })
  }
}
