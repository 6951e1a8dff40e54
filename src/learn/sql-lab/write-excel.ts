import writeExcelFile from 'write-excel-file/node'
import type { StatementAnswer } from './schema.ts'

/** Excel's longest text in a cell. */
const longestText = 32_767
/** Excel's numbers carry 15 digits; longer ones stay text. */
const exactNumber = /^-?\d{1,15}$|^-?(?=.{1,16}$)\d+\.\d+$/

/** An answer as a workbook of one sheet. Texts are typed as such, so that none is read as a formula. */
export function excelOf({ columns, rows }: Pick<StatementAnswer, 'columns' | 'rows'>): Promise<Buffer> {
  const numeric = columns.map(({ type }) => /^(?:Nullable\()?(?:U?Int|Float|Decimal)/.test(type))
  return writeExcelFile([
    {
      sheet: 'SQL',
      stickyRowsCount: 1,
      columns: columns.map(({ name }, index) => ({
        width: Math.min(40, Math.max(numeric[index] === true ? 12 : 18, name.length + 2)),
      })),
      data: [
        columns.map(({ name }) => ({ value: name, type: String, fontWeight: 'bold' as const })),
        ...rows.map((row) => row.map((value, index) => cell(value, numeric[index] ?? false))),
      ],
    },
  ]).toBuffer()
}

function cell(value: unknown, numeric: boolean) {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return { value, type: Number }
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (numeric && exactNumber.test(text)) return { value: Number(text), type: Number }
  return { value: text.slice(0, longestText), type: String }
}
