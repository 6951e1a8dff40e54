import type { Sheet } from './sheet.ts'

/** Longer than a number holds exactly, and no formula for its sign. */
const plainNumber = /^-?\d+(?:\.\d+)?$/

/** A text as a field: quoted where it must be, and never read as a formula by a spreadsheet. */
function field(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r\n]/.test(value) && !plainNumber.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Tables under their titles (unless `titled` is false), with an empty line between two; spreadsheets read it as UTF-8. */
export function writeCsv(
  sheets: readonly Sheet[],
  { titled = true }: { readonly titled?: boolean } = {},
): Buffer {
  const parts = sheets.map(({ title, columns, rows }) =>
    [...(titled ? [[title]] : []), columns.map(({ name }) => name), ...rows]
      .map((fields) => `${fields.map(field).join(',')}\r\n`)
      .join(''),
  )
  return Buffer.from(`\uFEFF${parts.join('\r\n')}`)
}
