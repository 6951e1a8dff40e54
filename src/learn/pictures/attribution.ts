import { numberIn, rowsOf, tableOf } from './answer.ts'
import type { AnswerSeries } from './answer.ts'
import type { Drawing, Picture } from './picture.ts'

const mostContacts = 12

/** Conversions credited to each kind of contact, a bar for each model. */
export function attributionPicture(drawing: Drawing, series: AnswerSeries): Picture | null {
  const { answer, words, format, colours } = drawing
  const table = tableOf(answer, 'credits')
  const rows = rowsOf(table, series).slice(0, mostContacts)
  const models = (table?.columns ?? []).filter(({ unit }) => unit === 'credit')
  const name = table?.columns[0]
  if (rows.length === 0 || name === undefined) return null
  return {
    height: Math.max(240, Math.min(640, rows.length * (models.length * 9 + 14) + 60)),
    cellAt: ({ dataIndex }) => rows[dataIndex]?.cells['customers'],
    option: {
      grid: { left: 4, right: 12, top: 36, bottom: 4, outerBoundsMode: 'same' },
      legend: { type: 'scroll', top: 0, left: 0, right: 0 },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow' },
        confine: true,
        valueFormatter: (value) => format.decimal(Number(value)),
      },
      xAxis: { type: 'value', axisLabel: { formatter: (value: number) => format.short(value) } },
      yAxis: {
        type: 'category',
        inverse: true,
        data: rows.map(({ values }) => words.value(name, values[name.key])),
        axisTick: { show: false },
        axisLabel: { width: 150, overflow: 'truncate' },
      },
      series: models.map((model, i) => ({
        type: 'bar',
        name: words.column(model),
        data: rows.map((row) => numberIn(row, model.key)),
        itemStyle: { color: colours.of(i), borderRadius: [0, 2, 2, 0] },
        barMaxWidth: 14,
      })),
    },
  }
}
