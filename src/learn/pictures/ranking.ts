import type { EChartsOption } from 'echarts/types/dist/shared'
import type { Language } from './answer.ts'
import { seriesColours } from './colours.ts'
import { numberFormatsOf } from './number-formats.ts'
import { metricValueText, type MetricUnit } from './value-text.ts'

export interface RankingRequest {
  readonly unit: MetricUnit
  readonly direction: 'up' | 'down'
  readonly by: 'value' | 'change'
  readonly items: readonly {
    readonly rank: number
    readonly name: string
    readonly value: number | null
    readonly change: number | null
  }[]
  readonly language: Language
  readonly dark: boolean
}

/** Organisations in order, a bar for the value or the change of each. */
export function drawRanking({ unit, direction, by, items, language, dark }: RankingRequest): EChartsOption {
  const colours = seriesColours(dark)
  const format = numberFormatsOf(language)
  const told = (value: number | null) =>
    by === 'change' ? format.share(value) : metricValueText(format, unit, value)
  const isGood = (change: number | null) =>
    change !== null && (direction === 'up' ? change >= 0 : change <= 0)
  return {
    grid: { left: 4, right: 56, top: 4, bottom: 4, outerBoundsMode: 'same' },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      confine: true,
      valueFormatter: (value) => told(Number(value)),
    },
    xAxis: { type: 'value', show: false },
    yAxis: {
      type: 'category',
      inverse: true,
      data: items.map(({ rank, name }) => `${rank}  ${name}`),
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { width: 130, overflow: 'truncate', color: colours.text },
    },
    series: [
      {
        type: 'bar',
        data: items.map((one) => {
          const value = one[by]
          const colour = by === 'value' ? colours.accent : isGood(value) ? colours.accent : colours.bad
          return { value, itemStyle: { color: colour } }
        }),
        itemStyle: { borderRadius: [0, 3, 3, 0] },
        label: {
          show: true,
          position: 'right',
          color: colours.quiet,
          fontSize: 11,
          formatter: ({ dataIndex }) => {
            const one = items[dataIndex]
            return one === undefined ? '' : told(one[by])
          },
        },
        barMaxWidth: 18,
      },
    ],
  }
}
