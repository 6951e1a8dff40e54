import { identifier } from '../../../platform/clickhouse/literal.ts'
import type { TagColumn } from '../kinds/index.ts'

/** By what a column's values may be multiplied to be whole, best first. */
export function scalesOf({ type, clickhouse }: TagColumn): readonly number[] {
  if (type === 'date') return [1]
  if (type !== 'number') return []
  if (/Float/.test(clickhouse)) return [1, 100]
  if (/Decimal\(18, 2\)/.test(clickhouse)) return [100]
  return /^(Nullable\()?U?Int(8|16|32|64)\)?$/.test(clickhouse) ? [1] : []
}

/** SQL of a value × scale as Int64 (null where the value is), and whether that is exactly the value. */
export function keySql(
  { key, type, clickhouse }: TagColumn & { readonly key: string },
  scale: number,
): { readonly key: string; readonly fits: string } {
  const value = identifier(key)
  if (type === 'date') return { key: `toInt64(toInt32(${value}))`, fits: '1' }
  if (/Float/.test(clickhouse)) {
    const whole = `round(${value} * ${scale})`
    return {
      key: `accurateCastOrNull(${whole}, 'Int64')`,
      fits: `isFinite(${value}) AND abs(${whole}) < 4503599627370496 AND ${whole} / ${scale} = ${value}`,
    }
  }
  // The number that a Decimal(18, 2) is stored as: its cents.
  return { key: scale === 100 ? `reinterpretAsInt64(${value})` : `toInt64(${value})`, fits: '1' }
}
