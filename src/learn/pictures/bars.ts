import type { AnswerTable } from './answer.ts'
import { rowsOf } from './answer.ts'
import type { Drawing, Picture } from './picture.ts'
import { stretchText } from './value-text.ts'

/** Customers by a number of theirs or by how long they took, a bar for each stretch. */
export function barsPicture({ answer, words, format, colours }: Drawing, table: AnswerTable): Picture {
  const { series } = answer
  const rows = series.map((one) => rowsOf(table, one))
  const labels = (rows[0] ?? []).map(({ values }) =>
    typeof values['bin'] === 'string'
      ? stretchText(format, values['bin'])
      : Number(values['from']) === 0
        ? `< ${format.duration(Number(values['to']))}`
        : typeof values['to'] === 'number'
          ? `${format.duration(Number(values['from']))} – ${format.duration(values['to'])}`
          : `≥ ${format.duration(Number(values['from']))}`,
  )
  return {
    height: 300,
    cellAt: ({ seriesIndex, dataIndex }) => rows[seriesIndex]?.[dataIndex]?.cells['customers'],
    option: {
      grid: { left: 4, right: 8, top: series.length > 1 ? 36 : 12, bottom: 4, outerBoundsMode: 'same' },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow' },
        confine: true,
        valueFormatter: (value) => format.count(Number(value)),
      },
      ...(series.length > 1 ? { legend: { type: 'scroll', top: 0, left: 0 } } : {}),
      xAxis: { type: 'category', data: labels, axisTick: { show: false }, axisLabel: { hideOverlap: true } },
      yAxis: {
        type: 'value',
        minInterval: 1,
        axisLabel: { formatter: (value: number) => format.short(value) },
      },
      series: rows.map((own, i) => ({
        type: 'bar',
        name: series[i] === undefined ? '' : words.series(series[i]),
        data: own.map(({ values }) => Number(values['customers'] ?? 0)),
        itemStyle: { color: colours.of(i), borderRadius: [2, 2, 0, 0] },
        barMaxWidth: 46,
      })),
    },
  }
}
