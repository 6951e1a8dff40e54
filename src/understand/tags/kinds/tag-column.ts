import type { ComparedColumn } from '../../rules/index.ts'

/** What a tag's values are, for rules and for people. */
export const tagTypes = [
  'number',
  'string',
  'boolean',
  'date',
] as const satisfies readonly ComparedColumn['type'][]
export type TagType = ComparedColumn['type']

/** A tag's column in its group's table. */
export type TagColumn = ComparedColumn

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

/** Where only the type of the values is known. */
export const columnOfType: Readonly<Record<TagType, TagColumn>> = {
  number: numberColumn,
  string: textColumn,
  boolean: booleanColumn,
  date: dateColumn,
}

/** The same values with room for "missing". */
export function withMissing(column: TagColumn): TagColumn {
  return column.missing === 'never'
    ? { ...column, clickhouse: `Nullable(${column.clickhouse})`, missing: 'null' }
    : column
}

/** The value that says "missing" (or nothing, where missing does not occur), as SQL. */
export function missingSql(column: TagColumn): string {
  return column.missing === 'empty' ? "''" : 'NULL'
}
