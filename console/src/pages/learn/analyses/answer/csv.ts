import type { AnswerWords } from '#pictures'
import type { AnswerTable } from '../../../../api/analyses.ts'

/** A text as a field: quoted where it must be, and never read as a formula by a spreadsheet. */
function csvField(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A table of an answer with plain numbers, as a file that spreadsheets open as UTF-8. */
export function csvOf(table: AnswerTable, words: AnswerWords, seriesTitle: string): string {
  const margins = table.columns.filter(({ key }) =>
    table.rows.some((row) => row.margins?.[key] !== undefined),
  )
  const head = [
    ...(words.manySeries ? [seriesTitle] : []),
    ...table.columns.map(words.column),
    ...margins.map((column) => `± ${words.column(column)}`),
  ]
  const rows = table.rows.map((row) => [
    ...(words.manySeries ? [words.seriesOf(row.series)] : []),
    ...table.columns.map((column) => {
      const value = row.values[column.key]
      return typeof value === 'string' ? words.value(column, value, row) : value
    }),
    ...margins.map(({ key }) => row.margins?.[key]),
  ])
  return `\uFEFF${[head, ...rows].map((fields) => fields.map(csvField).join(',')).join('\r\n')}\r\n`
}

export const csvFile = (text: string) => new Blob([text], { type: 'text/csv;charset=utf-8' })

export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
