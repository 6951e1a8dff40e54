import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../../platform/clickhouse/clickhouse.ts'
import type { Cuts } from '../binned-feature.ts'
import { binsOf, binSql, mostBins } from '../bins.ts'
import type { Feature } from '../features.ts'

/** Customers by bin, of the two groups compared; the bin of the missing holds only those who have a row. */
export interface BinCounts {
  readonly inside: readonly number[]
  readonly base: readonly number[]
}

/** SQL of the bitmaps of the two groups, and conditions that pick a part of each. */
export interface BinGroups {
  readonly inside: string
  readonly base: string
  readonly someInside: string
  readonly someBase: string
}

/**
 * How many members of two groups fall into each bin of some features of one table, in one scan. `countResample` counts
 * by a small number without hashing: 20 numeric tags of 2 million customers took a quarter of the time of `sumMap` and a
 * tenth of a `countIf` per bin.
 */
export async function countBins(
  clickhouse: ClickHouse,
  table: string,
  features: readonly { readonly feature: Feature; readonly cuts: Cuts }[],
  groups: BinGroups,
  options?: StatementOptions,
): Promise<BinCounts[]> {
  if (features.length === 0) return []
  const bins = mostBins + 2
  const counts = features.map(
    ({ cuts }, i) => `countResample(0, ${bins * 4}, 1)(toUInt8(${binSql(cuts, `v${i}`)} * 4 + groups))`,
  )
  const values = features.map(({ feature }, i) => `${feature.sql} AS v${i}`)
  const [row] = await clickhouse.query(
    `WITH ${groups.inside} AS inside, ${groups.base} AS base
SELECT [${counts.join(',\n')}] AS counts
FROM (SELECT ${values.join(', ')}, toUInt8((bitmapContains(inside, customer) AND ${groups.someInside}) + 2 * (bitmapContains(base, customer) AND ${groups.someBase})) AS groups
  FROM ${table} WHERE (${groups.someInside} OR ${groups.someBase}) AND groups > 0)`,
    {},
    z.object({ counts: z.array(z.array(z.coerce.number())) }),
    options,
  )
  return features.map(({ cuts }, i) => {
    const found = row?.counts[i] ?? []
    const at = (bin: number, group: number): number => found[bin * 4 + group] ?? 0
    const all = Array.from({ length: binsOf(cuts) }, (_, bin) => bin)
    return {
      inside: all.map((bin) => at(bin, 1) + at(bin, 3)),
      base: all.map((bin) => at(bin, 2) + at(bin, 3)),
    }
  })
}
