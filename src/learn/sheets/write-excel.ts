import writeExcelFile from 'write-excel-file/node'
import type { Sheet, SheetUnit } from './sheet.ts'

/** Excel’s longest name of a sheet, and its longest text in a cell. */
const longestName = 31
const longestText = 32_767

const formats: Readonly<Partial<Record<SheetUnit, string>>> = {
  count: '#,##0',
  number: '#,##0.##',
  money: '#,##0.00',
  share: '0.0%',
  milliseconds: '#,##0',
}

/** A workbook with a sheet for each table. Texts are typed as such, so that none is read as a formula. */
export function writeExcel(sheets: readonly Sheet[]): Promise<Buffer> {
  const names = new Set<string>()
  return writeExcelFile(
    sheets.map(({ title, columns, rows }) => ({
      sheet: nameOf(title, names),
      stickyRowsCount: 1,
      columns: columns.map(({ name, unit }) => ({
        width: unit === 'text' ? 24 : Math.max(12, name.length + 2),
      })),
      data: [
        columns.map(({ name }) => ({ value: name, type: String, fontWeight: 'bold' as const })),
        ...rows.map((row) =>
          row.map((value, i) => {
            if (value === null) return null
            if (typeof value === 'string') return { value: value.slice(0, longestText), type: String }
            const format = formats[columns[i]?.unit ?? 'number']
            return { value, type: Number, ...(format === undefined ? {} : { format }) }
          }),
        ),
      ],
    })),
  ).toBuffer()
}

/** A title as Excel takes it: without its special characters, short, and the only one whatever the case. */
function nameOf(title: string, taken: Set<string>): string {
  const plain =
    title
      .replaceAll(/[[\]:*?/\\\p{Cc}]/gu, ' ')
      .replaceAll(/^'+|'+$/g, '')
      .trim() || 'Sheet'
  for (let n = 1; ; n += 1) {
    const end = n === 1 ? '' : ` ${n}`
    const name = `${plain.slice(0, longestName - end.length)}${end}`
    if (taken.has(name.toLowerCase())) continue
    taken.add(name.toLowerCase())
    return name
  }
}
