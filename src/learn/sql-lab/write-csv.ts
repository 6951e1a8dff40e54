import { csvCell } from '../../understand/segments/index.ts'
import type { StatementAnswer } from './schema.ts'

/** An answer as a file that spreadsheets open as UTF-8; texts are never read as formulas. */
export function csvOf({ columns, rows }: Pick<StatementAnswer, 'columns' | 'rows'>): string {
  const lines = [
    columns.map(({ name }) => csvCell(name)),
    ...rows.map((row) => row.map((value, index) => cell(value, columns[index]?.type ?? ''))),
  ]
  return `\uFEFF${lines.map((line) => line.join(',')).join('\r\n')}\r\n`
}

const plainNumber = /^(?:Nullable\()?(?:U?Int|Float|Decimal)/

function cell(value: unknown, type: string): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return plainNumber.test(type) ? value : csvCell(value)
  return csvCell(JSON.stringify(value))
}
