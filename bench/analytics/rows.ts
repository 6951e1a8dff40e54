import type { AnalysisResult } from '../../src/learn/analyses/result-schema.ts'
import type { BenchQuestion } from './questions.ts'

/** Columns of a table of an answer; `series` is the value of the breakdown ('' = all together). */
export function rowsOfAnswer(
  { tables, series }: AnalysisResult,
  { table, columns, where }: BenchQuestion['ours'],
): string[] {
  const values = new Map(series.map(({ key, value }) => [key, value ?? '']))
  const rows = tables.find(({ key }) => key === table)?.rows ?? []
  return rows
    .filter((row) => where === undefined || row.values['to'] !== where)
    .map((row) =>
      columns
        .map((column) => String(column === 'series' ? values.get(row.series) : row.values[column]))
        .join(' '),
    )
}

/** The same rows in whatever order; rows without anything in them are not in DuckDB's. */
export function sameRows(found: readonly string[], expected: readonly (readonly unknown[])[]): boolean {
  const theirs = expected.map((row) => row.map((value) => String(value ?? '')).join(' ')).toSorted()
  const ours = found.filter((row) => theirs.includes(row) || !row.endsWith(' 0')).toSorted()
  return ours.length === theirs.length && ours.every((row, i) => row === theirs[i])
}
