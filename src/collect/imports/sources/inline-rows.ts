import { textList, textLiteral } from '../sql-text.ts'
import type { OpenSource } from './source.ts'

/** Rows written in the plan itself (`rows:`), numbered from 1. */
export function inlineRows(place: string, rows: readonly Readonly<Record<string, string>>[]): OpenSource {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return {
    path: `plan ${place}`,
    columns,
    render: (wanted) => {
      const values = rows.map(
        (row, index) => `(${index + 1}, ${textList(wanted.map((name) => row[name] ?? ''))})`,
      )
      return `SELECT line, false AS bad, cells FROM values(${textLiteral('line UInt64, cells Array(String)')}, ${values.join(', ')})`
    },
  }
}
