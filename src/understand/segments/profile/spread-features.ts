import type { StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import type { Context } from '../../../platform/context.ts'
import type { Cuts } from './binned-feature.ts'
import type { Feature } from './features.ts'
import { type BinGroups, countBins } from './queries/count-bins.ts'
import { cutFeatures } from './queries/cut-features.ts'

export interface CutFeature {
  readonly feature: Feature
  readonly cuts: Cuts
}
export interface Counted extends CutFeature {
  readonly inside: readonly number[]
  readonly base: readonly number[]
}

/**
 * Whole blocks of customers, so that what is not wanted is not read either. Numbers are given in order of first sight:
 * every n-th block holds old and new customers alike.
 */
export function someOf(every: number): string {
  return every <= 1 ? '1' : `intDiv(customer, 8192) % ${every} = 0`
}

/**
 * Where to cut the values of features, whatever tables they stand in.
 * @param some SQL condition that picks the customers who tell
 */
export async function cutAll(
  { clickhouse }: Pick<Context, 'clickhouse'>,
  features: readonly Feature[],
  some: string,
  options: StatementOptions,
): Promise<CutFeature[]> {
  const parts = await Promise.all(
    [...Map.groupBy(features, (feature) => feature.table)].map(async ([table, own]) => {
      const cuts = await cutFeatures(clickhouse, table, own, some, options)
      return own.flatMap((feature, i): CutFeature[] => {
        const found = cuts[i]
        return found ? [{ feature, cuts: found }] : []
      })
    }),
  )
  return inOrderOf(features, parts.flat())
}

/**
 * Count two groups over the bins of features, one scan a table.
 * @param totals given, customers without a row count as missing too
 */
export async function countAll(
  { clickhouse }: Pick<Context, 'clickhouse'>,
  features: readonly CutFeature[],
  groups: BinGroups,
  totals: { readonly inside: number; readonly base: number } | undefined,
  options: StatementOptions,
): Promise<Counted[]> {
  const parts = await Promise.all(
    [...Map.groupBy(features, ({ feature }) => feature.table)].map(async ([table, own]) => {
      const counts = await countBins(clickhouse, table, own, groups, options)
      return own.map((one, i): Counted => {
        const { inside = [], base = [] } = counts[i] ?? {}
        if (!totals) return { ...one, inside, base }
        return { ...one, inside: withMissing(inside, totals.inside), base: withMissing(base, totals.base) }
      })
    }),
  )
  return inOrderOf(
    features.map(({ feature }) => feature),
    parts.flat(),
  )
}

function inOrderOf<One extends { readonly feature: Feature }>(
  features: readonly Feature[],
  found: readonly One[],
): One[] {
  const byFeature = new Map(found.map((one) => [one.feature, one]))
  return features.flatMap((feature) => byFeature.get(feature) ?? [])
}

function withMissing(counts: readonly number[], total: number): number[] {
  const known = counts.slice(1).reduce((sum, count) => sum + count, 0)
  return [Math.max(0, total - known), ...counts.slice(1)]
}
