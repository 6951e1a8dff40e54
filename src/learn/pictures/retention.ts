import { type AnswerSeries, numberIn, rowsOf, tableOf } from './answer.ts'
import { type HeatCell, heatMap } from './heat-map.ts'
import type { Drawing, Picture } from './picture.ts'

/** Pixels that a period needs for its share to be read. */
const readable = 40

/** A cohort a row, a period a column; the more came back, the deeper the colour. */
export function retentionPicture(drawing: Drawing, series: AnswerSeries): Picture | null {
  const { answer, words, format, texts, colours, width } = drawing
  const cohorts = tableOf(answer, 'cohorts')
  if (cohorts === undefined) return null
  const [first, size, ...all] = cohorts.columns
  const rows = rowsOf(cohorts, series)
  if (first === undefined || size === undefined || rows.length === 0) return null
  // Periods that nobody can have reached yet are left out.
  const periods = all.filter(({ key }) => rows.some((row) => numberIn(row, key) !== null))
  const overall = rowsOf(tableOf(answer, 'overall'), series)
  const cells: HeatCell[] = [
    ...periods.flatMap((_, x) => {
      const share = numberIn(overall[x], 'share')
      return share === null ? [] : [{ x, y: 0, share, text: format.share(share), cell: undefined }]
    }),
    ...rows.flatMap((row, i) => {
      const of = numberIn(row, 'size') ?? 0
      return periods.flatMap(({ key }, x) => {
        const value = numberIn(row, key)
        if (value === null || of === 0) return []
        return [{ x, y: i + 1, share: value / of, text: format.share(value / of), cell: row.cells[key] }]
      })
    }),
  ]
  const left = [
    texts.picture.overall,
    ...rows.map(
      (row) => `${words.value(first, row.values[first.key])}  ${format.short(numberIn(row, 'size'))}`,
    ),
  ]
  const isDense = (width - 120) / Math.max(1, periods.length) < readable
  return heatMap(colours, { top: periods.map(words.column), left }, cells, isDense)
}
