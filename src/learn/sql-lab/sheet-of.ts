import type { Sheet } from '../sheets/index.ts'
import type { StatementAnswer } from './schema.ts'

/** Spreadsheets' numbers carry 15 digits; longer ones stay text. */
const exactNumber = /^-?\d{1,15}$|^-?(?=.{1,16}$)\d+\.\d+$/

/** An answer as a table for a file. */
export function sheetOf({ columns, rows }: Pick<StatementAnswer, 'columns' | 'rows'>): Sheet {
  const numeric = columns.map(({ type }) => /^(?:Nullable\()?(?:U?Int|Float|Decimal)/.test(type))
  return {
    title: 'SQL',
    columns: columns.map(({ name }, index) => ({ name, unit: numeric[index] === true ? 'plain' : 'text' })),
    rows: rows.map((row) => row.map((value, index) => cell(value, numeric[index] ?? false))),
  }
}

function cell(value: unknown, numeric: boolean): string | number | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return value
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return numeric && exactNumber.test(text) ? Number(text) : text
}
