import { literal } from '../../platform/clickhouse/literal.ts'

/** A text as a ClickHouse literal. */
export function textLiteral(value: string): string {
  return literal(value, 'String')
}

export function textList(values: readonly string[]): string {
  return `[${values.map(textLiteral).join(', ')}]`
}

/** A text as part of a regular expression that matches just this text. */
export function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
}
