import { type AnswerColumn, type AnswerSeries, type AnswerTable, numberIn, rowsOf } from './answer.ts'
import { heatMap } from './heat-map.ts'
import type { Drawing, Picture } from './picture.ts'

export interface Matrix {
  readonly table: AnswerTable
  /** Columns whose values stand at the left, on top, and in the cells. */
  readonly left: AnswerColumn
  readonly top: AnswerColumn
  readonly cell: AnswerColumn
  /** Colours compare a cell with its row instead of with the whole. */
  readonly byRow: boolean
}

/** The cells of a matrix with their places and how deep their colours are. */
export function cellsOf({ table, left, top, cell, byRow }: Matrix, series: AnswerSeries) {
  const rows = rowsOf(table, series)
  const valuesOf = (column: AnswerColumn) => [...new Set(rows.map(({ values }) => values[column.key] ?? ''))]
  const lefts = valuesOf(left)
  // Where things moved from and to, both sides stand in the same order.
  const tops = byRow ? lefts : valuesOf(top)
  const greatest = Math.max(1, ...rows.map((row) => numberIn(row, cell.key) ?? 0))
  const sums = new Map<string | number, number>()
  for (const row of rows) {
    const one = row.values[left.key] ?? ''
    sums.set(one, (sums.get(one) ?? 0) + (numberIn(row, cell.key) ?? 0))
  }
  const cells = rows.map((row) => {
    const number = numberIn(row, cell.key) ?? 0
    const one = row.values[left.key] ?? ''
    const of = byRow ? (sums.get(one) ?? 0) : greatest
    return {
      x: tops.indexOf(row.values[top.key] ?? ''),
      y: lefts.indexOf(one),
      number,
      share: of === 0 ? 0 : number / of,
      cell: number === 0 ? undefined : row.cells[cell.key],
    }
  })
  return { lefts, tops, cells }
}

/** Two texts or numbers against each other; the larger the number where they meet, the deeper the colour. */
export function matrixPicture(
  { words, format, colours, width }: Drawing,
  matrix: Matrix,
  series: AnswerSeries,
): Picture | null {
  const { lefts, tops, cells } = cellsOf(matrix, series)
  if (cells.length === 0) return null
  const isDense = (width - 100) / Math.max(1, tops.length) < 34
  return heatMap(
    colours,
    {
      top: tops.map((one) => words.value(matrix.top, one)),
      left: lefts.map((one) => words.value(matrix.left, one)),
    },
    cells
      .filter(({ x }) => x >= 0)
      .map((one) => ({ ...one, text: one.number === 0 ? '' : format.short(one.number) })),
    isDense,
  )
}
