import { literal } from '../../../platform/clickhouse/literal.ts'
import type { TagColumn } from './tag-column.ts'
import type { Bindings } from './tag-kind.ts'

/** The bucket of a tag's value, 1 = lowest, missing where the value is: Nullable(Int32). */
export function bucketSql(tag: string, { tags, thresholds }: Bindings): string {
  const value = `CAST(${tags.get(tag)?.sql ?? 'NULL'} AS Nullable(Float64))`
  const above = (thresholds.get(tag) ?? []).map(
    (threshold) => `toInt32(${value} > ${literal(threshold, 'Float64')})`,
  )
  return `CAST(if(isNull(${value}), NULL, ${['1', ...above].join(' + ')}) AS Nullable(Int32))`
}

/** Why a tag is not a number that can be put into buckets; null when all are. */
export function numericProblem(
  tags: readonly string[],
  columns: ReadonlyMap<string, TagColumn>,
): string | null {
  const wrong = tags.find((tag) => columns.get(tag)?.type !== 'number')
  return wrong === undefined ? null : `needs numbers, but the tag "${wrong}" is not a number`
}
