import { literal } from '../../platform/clickhouse/literal.ts'

/**
 * A text written by a person, as a SQL literal. Braces are spelled as escapes, so that no text can look like a
 * `{name:Type}` placeholder of the statement it ends up in.
 */
export function sqlText(value: string): string {
  return literal(value, 'String').replaceAll('{', '\\x7B').replaceAll('}', '\\x7D')
}

export function sqlTexts(values: readonly string[]): string {
  return values.map(sqlText).join(', ')
}
