import { numberIn, rowsOf, tableOf } from './answer.ts'
import type { Drawing, Picture } from './picture.ts'

/** Which share of those who began came back in each period, a line for each series. */
export function curvesPicture({ answer, words, format, colours }: Drawing): Picture | null {
  const { series } = answer
  const table = tableOf(answer, 'overall')
  const [first] = series
  if (table === undefined || first === undefined) return null
  return {
    height: 340,
    cellAt: () => undefined,
    option: {
      grid: { left: 4, right: 12, top: series.length > 1 ? 40 : 14, bottom: 4, outerBoundsMode: 'same' },
      legend: series.length > 1 ? { type: 'scroll', top: 0, left: 0, right: 0 } : { show: false },
      tooltip: {
        trigger: 'axis',
        confine: true,
        valueFormatter: (value) => format.share(value === null ? null : Number(value)),
      },
      xAxis: {
        type: 'category',
        data: rowsOf(table, first).map(({ values }) => String(values['n'])),
        boundaryGap: false,
        axisTick: { show: false },
      },
      yAxis: { type: 'value', min: 0, axisLabel: { formatter: (value: number) => format.share(value) } },
      series: series.map((one, i) => ({
        type: 'line',
        name: words.series(one),
        data: rowsOf(table, one).map((row) => numberIn(row, 'share')),
        symbol: 'circle',
        symbolSize: 6,
        itemStyle: { color: colours.of(i) },
        lineStyle: { width: 2, type: one.side === 'compared' ? 'dashed' : 'solid' },
        ...(series.length === 1 ? { areaStyle: { color: colours.of(i), opacity: 0.1 } } : {}),
      })),
    },
  }
}
