// How long 120 tags take over balance intervals, holdings and events of a whole bank, and how much memory.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { loadConfig } from '../src/platform/config.ts'
import type { Context } from '../src/platform/context.ts'
import { openContext } from '../src/platform/open-context.ts'
import { applyTagDefinitions, refreshTagGroups } from '../src/understand/tags/index.ts'
import type { BenchOptions, Report } from './report.ts'

const asOf = '2026-11-01'
/** At 12 million customers: 100 M balance intervals, 30 M holdings and 50 M events. */
const perCustomer = { balances: 100 / 12, holdings: 30 / 12, events: 50 / 12 }
const atOnce = 1_000_000

export async function run(options: BenchOptions, report: Report): Promise<void> {
  const customers = options.number('customers', 1_000_000)
  const directory = mkdtempSync(join(tmpdir(), 'banyan-bench-tags-'))
  const config = loadConfig({ environment: { BANYAN_DATA: directory, BANYAN_LOG: 'warn' } })
  const { ctx, close } = await openContext(config)
  try {
    const rows = await fillBank(ctx, customers)
    console.error(`filled ${rows} rows`)
    const yaml: unknown = parse(
      readFileSync(new URL('../demo/definitions/tags.yaml', import.meta.url), 'utf8'),
    )
    const { tags } = await applyTagDefinitions(ctx, yaml)
    let peak = 0
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss())
    }, 250)
    const started = performance.now()
    const results = await refreshTagGroups(ctx, { asOf })
    clearInterval(watch)
    const seconds = (performance.now() - started) / 1000
    for (const { group, durationMs, error, stale } of results) {
      const failed = error ?? Object.values(stale)[0]
      if (failed !== undefined) throw new Error(`${group}: ${failed}`)
      report({ case: group, size: customers, value: durationMs / 1000, unit: 's', better: 'less' })
    }
    report({ case: `${tags} tags`, size: customers, value: seconds, unit: 's', better: 'less' })
    report({
      case: 'tag values',
      size: tags * customers,
      value: (tags * customers) / seconds,
      unit: 'values/s',
    })
    report({ case: 'peak memory', size: customers, value: peak / 1024 ** 3, unit: 'GiB', better: 'less' })
  } finally {
    await close()
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Rows drawn by hash, a million customers at a time. The ledger stays empty: its group costs its fill. */
async function fillBank({ clickhouse }: Context, customers: number): Promise<number> {
  const share = (total: number): number => Math.round(customers * total)
  const counts = {
    balances: share(perCustomer.balances),
    holdings: share(perCustomer.holdings),
    events: share(perCustomer.events),
  }
  const settings = { max_insert_threads: 2 }
  for (let from = 0; from < customers; from += atOnce) {
    const size = Math.min(atOnce, customers - from)
    const insert = (sql: string, rows: number): Promise<void> =>
      clickhouse.command(sql, { from, size, rows }, { pool: 'long', settings })
    const part = (total: number): number => Math.round((total * size) / customers)
    await insert(
      `INSERT INTO customer (customer, number, gender, birth_date, province, branch, opened, risk, updated)
SELECT {from:UInt32} + number + 1, toString(number), ['female', 'male'][1 + number % 2],
  toDate32('1950-01-01') + cityHash64(number) % 20000, concat('p', toString(number % 31)), concat('b', toString(number % 400)),
  toDate32('2010-01-01') + cityHash64(number, 1) % 5800, concat('C', toString(1 + number % 5)), toDateTime64('2026-11-01 00:00:00', 3)
FROM numbers({rows:UInt64})`,
      size,
    )
    // Neighbouring intervals of one holding follow each other: the k-th of a customer begins where the one before ends.
    await insert(
      `INSERT INTO balance (customer, holding, product, class, from, to, amount, updated)
SELECT {from:UInt32} + number % {size:UInt64} + 1 AS who, toString(intDiv(number, {size:UInt64}) % 3) AS account, 'p',
  ['current', 'time_deposit', 'wealth'][1 + intDiv(number, {size:UInt64}) % 3],
  toDate32('2025-08-01') + 150 * intDiv(number, 3 * {size:UInt64}) AS begins, begins + 150,
  toDecimal64(exp(3 + cityHash64(number) % 1000 / 100), 2), toDateTime64('2026-11-01 00:00:00', 3)
FROM numbers({rows:UInt64})`,
      part(counts.balances),
    )
    await insert(
      `INSERT INTO holding (customer, holding, product, class, opened, matures, status, amount, updated)
SELECT {from:UInt32} + number % {size:UInt64} + 1, toString(intDiv(number, {size:UInt64})), 'p',
  ['current', 'time_deposit', 'wealth', 'fund', 'insurance', 'credit_card', 'loan'][1 + cityHash64(number) % 7],
  toDate32('2025-01-01') + cityHash64(number, 1) % 600, toDate32('2026-11-01') + cityHash64(number, 2) % 365, 'normal',
  toDecimal64(cityHash64(number) % 100000, 2), toDateTime64('2026-11-01 00:00:00', 3)
FROM numbers({rows:UInt64})`,
      part(counts.holdings),
    )
    await insert(
      `INSERT INTO event (at, received, name, kind, customer, message_id)
SELECT toDateTime64('2026-08-01 00:00:00', 3) + cityHash64(number) % 7900000 AS seen, seen,
  ['login', 'fund_detail_view', 'deposit_detail_view', 'branch_visit', 'bill_payment', 'transfer_success', 'page_view'][1 + cityHash64(number, 3) % 7],
  'track', {from:UInt32} + cityHash64(number, 1) % {size:UInt64} + 1, ''
FROM numbers({rows:UInt64})`,
      part(counts.events),
    )
  }
  return customers + counts.balances + counts.holdings + counts.events
}
