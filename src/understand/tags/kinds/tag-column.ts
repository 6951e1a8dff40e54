/** What a tag's values are, for rules and for people. */
export const tagTypes = ['number', 'string', 'boolean', 'date'] as const
export type TagType = (typeof tagTypes)[number]

/** A tag's column in its group's table. */
export interface TagColumn {
  readonly type: TagType
  /** ClickHouse type of the column. */
  readonly clickhouse: string
  /** How a missing value is stored: as null, as '' or, for sums and counts, not at all (0 is their nothing). */
  readonly missing: 'null' | 'empty' | 'never'
}

export const textColumn: TagColumn = {
  type: 'string',
  clickhouse: 'LowCardinality(String)',
  missing: 'empty',
}
export const numberColumn: TagColumn = { type: 'number', clickhouse: 'Nullable(Float64)', missing: 'null' }
export const daysColumn: TagColumn = { type: 'number', clickhouse: 'Nullable(Int32)', missing: 'null' }
export const dateColumn: TagColumn = { type: 'date', clickhouse: 'Nullable(Date32)', missing: 'null' }
export const booleanColumn: TagColumn = { type: 'boolean', clickhouse: 'Nullable(Bool)', missing: 'null' }
export const flagColumn: TagColumn = { type: 'boolean', clickhouse: 'Bool', missing: 'never' }
export const countColumn: TagColumn = { type: 'number', clickhouse: 'UInt32', missing: 'never' }
export const moneyColumn: TagColumn = { type: 'number', clickhouse: 'Decimal(18, 2)', missing: 'never' }

/** SQL condition: the column holds a value. */
export function isPresent(column: TagColumn, expression: string): string {
  if (column.missing === 'never') return '1'
  return column.missing === 'empty' ? `${expression} != ''` : `isNotNull(${expression})`
}
