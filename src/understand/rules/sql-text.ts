import { literal } from '../../platform/clickhouse/literal.ts'

/** A text as a SQL literal. */
export function sqlText(value: string): string {
  return literal(value, 'String')
}

/** Texts as a comma-separated list of SQL literals. */
export function sqlTexts(values: readonly string[]): string {
  return values.map(sqlText).join(', ')
}
