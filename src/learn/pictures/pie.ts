import { rowsOf, type AnswerSeries } from './answer.ts'
import type { Drawing, Picture } from './picture.ts'

const mostParts = 12

/** How the whole of the range is made up of the values of the breakdown, or of several measures. */
export function piePicture({ answer, words, format, colours }: Drawing): Picture | null {
  const [table] = answer.tables
  const columns = (table?.columns ?? []).filter(({ key }) => key !== 't' && !key.endsWith('_average'))
  const current = answer.series.filter(({ side }) => side === 'current')
  const split = current.filter(({ value }) => value !== null)
  const [first] = columns
  if (first === undefined) return null
  const total = (series: AnswerSeries, key: string) =>
    rowsOf(table, series).reduce((sum, { values }) => sum + Math.max(0, Number(values[key] ?? 0)), 0)
  const parts =
    split.length > 0
      ? split.map((series) => ({ name: words.series(series), value: total(series, first.key) }))
      : current
          .slice(0, 1)
          .flatMap((series) =>
            columns.map((column) => ({ name: words.column(column), value: total(series, column.key) })),
          )
  const shown = parts.filter(({ value }) => value > 0).slice(0, mostParts)
  if (shown.length === 0) return null
  const whole = shown.reduce((sum, { value }) => sum + value, 0)
  return {
    height: 300,
    cellAt: () => undefined,
    option: {
      tooltip: { trigger: 'item', confine: true, valueFormatter: (value) => format.decimal(Number(value)) },
      legend: { type: 'scroll', orient: 'vertical', right: 0, top: 'middle' },
      series: [
        {
          type: 'pie',
          radius: ['48%', '76%'],
          center: ['34%', '50%'],
          itemStyle: { borderColor: colours.surface, borderWidth: 2, borderRadius: 4 },
          label: {
            position: 'inside',
            color: colours.surface,
            fontSize: 11,
            formatter: ({ value }) =>
              Number(value) / whole < 0.06 ? '' : format.share(Number(value) / whole),
          },
          data: shown.map((part, i) => ({ ...part, itemStyle: { color: colours.of(i) } })),
        },
      ],
    },
  }
}
