import { z } from 'zod'
import { defineCommand } from '../src/platform/clickhouse/define-query.ts'
import type { ClickHouse } from '../src/platform/clickhouse/clickhouse.ts'

/**
 * A part of the bank that is filled by one statement: customers at positions `from` up to, not including, `until`.
 * Customer at position p has the dense number `first` + p.
 */
export const slice = z.object({
  seed: z.number().int().nonnegative(),
  /** The day the bank is seen on, in business time. Everything up to the day before has happened. */
  asOf: z.iso.date(),
  first: z.number().int().positive(),
  from: z.number().int().nonnegative(),
  until: z.number().int().nonnegative(),
  /** Size of the whole demo bank. */
  customers: z.number().int().positive(),
  /** PostgreSQL ids of the demo's sources. */
  appSource: z.number().int(),
  webSource: z.number().int(),
  miniProgramSource: z.number().int(),
  branchSource: z.number().int(),
})
export type Slice = z.infer<typeof slice>

export type Fill = (clickhouse: ClickHouse, slice: Slice) => Promise<void>

/**
 * A statement that fills a table for one slice: long work, bounded in memory. Rows are unique by construction, so
 * ClickHouse need not look for replaced rows or repeated blocks (together a third of an insert).
 */
export function defineFill(sql: string, settings: Readonly<Record<string, string | number>> = {}): Fill {
  return defineCommand({
    sql,
    parameters: slice,
    options: {
      pool: 'long',
      settings: { max_memory_usage: 6e9, optimize_on_insert: 0, insert_deduplicate: 0, ...settings },
    },
  })
}

/** The rows of the working table that belong to the slice. */
export const profilesOfSlice = 'demo_profile WHERE position >= {from:UInt32} AND position < {until:UInt32}'

/** First day of the thirteen months of balances. */
export const firstDay = 'addMonths({asOf:Date32}, -13)'

/** The end of an interval that is still open. */
export const openEnd = "toDate32('2299-12-31')"

/** Everything the demo writes carries the as-of instant (midnight of business time), not the time of loading. */
export const written = "toDateTime64({asOf:Date32}, 3, 'Asia/Shanghai')"
