import {
  type Answer,
  type AnswerColumn,
  type AnswerRow,
  type AnswerSeries,
  numberIn,
  tableOf,
} from './answer.ts'
import type { AnswerWords } from './words.ts'

export interface Headline {
  readonly text: string
  /** What is counted, of whom and when. */
  readonly label: string
  /** The same of what is compared; null where nothing is. */
  readonly compared: { readonly text: string; readonly label: string; readonly change: number | null } | null
}

interface Told {
  readonly column: AnswerColumn
  readonly row: AnswerRow
  readonly value: number
}

/**
 * The one number of an answer: of a funnel how many come to its end, of retention how many come back first, of
 * everything over time its newest value.
 */
export function headlineOf(type: string, answer: Answer, words: AnswerWords): Headline | null {
  const of = (side: AnswerSeries['side']) => {
    const series = answer.series.find((one) => one.side === side && one.value === null)
    const row = series === undefined ? undefined : toldOf(type, answer, series)
    return series === undefined || row === undefined ? undefined : { series, ...row }
  }
  const current = of('current')
  if (current === undefined) return null
  const compared = of('compared')
  const time = current.row.values['t']
  return {
    text: words.value(current.column, current.value),
    label: [words.column(current.column), ...(typeof time === 'string' ? [time] : [])].join(' · '),
    compared:
      compared === undefined
        ? null
        : {
            text: words.value(compared.column, compared.value),
            label: words.series(compared.series),
            change: compared.value === 0 ? null : (current.value - compared.value) / Math.abs(compared.value),
          },
  }
}

function toldOf(type: string, answer: Answer, series: AnswerSeries): Told | undefined {
  const table =
    tableOf(answer, type === 'retention' ? 'overall' : type === 'interval' ? 'summary' : '') ??
    answer.tables[0]
  const rows = (table?.rows ?? []).filter((row) => row.series === series.key)
  const row =
    type === 'retention'
      ? rows.find((one) => (numberIn(one, 'n') ?? 0) > 0)
      : type === 'interval'
        ? rows[0]
        : rows.at(-1)
  const key = type === 'funnel' ? 'conversion' : type === 'retention' ? 'share' : undefined
  const column = table?.columns.find((one) =>
    key === undefined
      ? one.unit !== 'day' && one.unit !== 'text' && numberIn(row, one.key) !== null
      : one.key === key,
  )
  const value = column === undefined ? null : numberIn(row, column.key)
  return column === undefined || row === undefined || value === null ? undefined : { column, row, value }
}
