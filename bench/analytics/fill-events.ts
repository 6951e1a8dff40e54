import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import type { ClickHouse } from '../../src/platform/clickhouse/clickhouse.ts'

const atOnce = 10_000_000
/** The events lie in these ninety days of UTC. */
export const benchDays = { from: '2026-08-01', to: '2026-10-29' } as const

/** Shares of a hundred events: a bank's app. */
const shares = {
  login: 22,
  page_view: 30,
  search: 9,
  transfer: 8,
  bill_payment: 5,
  logout: 8,
  fund_view: 10,
  fund_detail: 5,
  fund_apply: 2,
  fund_purchase: 1,
}
const names = Object.entries(shares).flatMap(([name, share]) => Array<string>(share).fill(`'${name}'`))

/**
 * Customers 1 … `customers` and their events, drawn by hash of the event's number so that every run has the same. Five
 * channels as a property: what an analyst splits by.
 */
export async function fillEvents(clickhouse: ClickHouse, events: number, customers: number): Promise<void> {
  const long = {
    pool: 'long',
    settings: {
      max_insert_threads: 2,
      min_insert_block_size_rows: 4_000_000,
      min_insert_block_size_bytes: 0,
    },
  } as const
  await clickhouse.command(
    `INSERT INTO customer (customer, number, updated)
SELECT number + 1 AS who, leftPad(toString(who), 10, '0'), toDateTime64('2026-11-01 00:00:00', 3) FROM numbers({customers:UInt64})`,
    { customers },
    long,
  )
  for (let from = 0; from < events; from += atOnce) {
    const size = Math.min(atOnce, events - from)
    await clickhouse.command(
      `INSERT INTO event (at, received, name, kind, customer, properties)
SELECT toDateTime64('2026-08-01 00:00:00', 3, 'UTC') + toIntervalMillisecond(cityHash64(n, 'at') % 7776000000) AS seen, seen,
  [${names.join(', ')}][1 + cityHash64(n, 'name') % 100], 'track',
  cityHash64(n, 'who') % {customers:UInt64} + 1,
  map('source', ['ad', 'search', 'friend', 'branch', 'direct'][1 + cityHash64(n, 'source') % 5])
FROM (SELECT {from:UInt64} + number AS n FROM numbers({size:UInt64}))`,
      { from, size, customers },
      long,
    )
    console.error(`${from + size} events`)
  }
}

/**
 * Merge every month into one part, as the store does by itself with months that have got no events for some days
 * (migration 0026): questions asked before would be measured beside merges. The store passes over months whose parts are
 * being merged at the moment, so it is asked until nothing is left to merge.
 */
export async function settleEvents(clickhouse: ClickHouse): Promise<void> {
  const settings = { optimize_skip_merged_partitions: 1 }
  while ((await countUnmerged(clickhouse)) > 0) {
    await clickhouse.command('OPTIMIZE TABLE event FINAL', {}, { pool: 'long', settings })
    await setTimeout(1000)
  }
}

/** Months of more than one part, and merges that go on. */
async function countUnmerged(clickhouse: ClickHouse): Promise<number> {
  const [row] = await clickhouse.query(
    `SELECT (SELECT count() FROM system.merges) +
(SELECT uniqExact(partition) FROM (SELECT partition FROM system.parts WHERE database = currentDatabase() AND table = 'event' AND active GROUP BY partition HAVING count() > 1)) AS unmerged`,
    {},
    z.object({ unmerged: z.coerce.number() }),
  )
  return row?.unmerged ?? 0
}
