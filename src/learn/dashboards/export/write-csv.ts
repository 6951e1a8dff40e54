import type { Sheet } from './sheets-of.ts'

/** A text as a field: quoted where it must be, and never read as a formula by a spreadsheet. */
function field(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Tables under their titles, with an empty line between two; spreadsheets read it as UTF-8. */
export function writeCsv(sheets: readonly Sheet[]): Buffer {
  const parts = sheets.map(({ title, columns, rows }) =>
    [[title], columns.map(({ name }) => name), ...rows]
      .map((fields) => `${fields.map(field).join(',')}\r\n`)
      .join(''),
  )
  return Buffer.from(`\uFEFF${parts.join('\r\n')}`)
}
