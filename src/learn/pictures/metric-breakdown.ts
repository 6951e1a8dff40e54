import type { EChartsOption } from 'echarts/types/dist/shared'
import type { Language } from './answer.ts'
import { seriesColours } from './colours.ts'
import { numberFormatsOf } from './number-formats.ts'
import { metricValueText, type MetricUnit } from './value-text.ts'

export interface MetricBreakdownRequest {
  readonly unit: MetricUnit
  /** The largest first. */
  readonly elements: readonly {
    readonly name: string
    readonly points: readonly { readonly day: string; readonly value: number | null }[]
  }[]
  /** Areas on each other, which only add up where every element is counted once. */
  readonly stacked: boolean
  readonly language: Language
  readonly dark: boolean
}

/** A metric by day, a line or an area for each element. */
export function drawMetricBreakdown(request: MetricBreakdownRequest): EChartsOption {
  const { unit, elements, stacked, language, dark } = request
  const colours = seriesColours(dark)
  const format = numberFormatsOf(language)
  const text = (value: unknown) => metricValueText(format, unit, typeof value === 'number' ? value : null)
  const days = [...new Set(elements.flatMap(({ points }) => points.map(({ day }) => day)))].sort()
  return {
    grid: { left: 4, right: 16, top: 44, bottom: 0, outerBoundsMode: 'same' },
    legend: { type: 'scroll', top: 0, left: 0, right: 0 },
    tooltip: {
      trigger: 'axis',
      order: stacked ? 'seriesDesc' : 'valueDesc',
      confine: true,
      valueFormatter: text,
    },
    xAxis: { type: 'category', data: days, boundaryGap: false, axisLabel: { hideOverlap: true } },
    yAxis: {
      type: 'value',
      scale: !stacked,
      ...(unit === 'count' ? { minInterval: 1 } : {}),
      axisLabel: { formatter: (value: number) => text(value) },
    },
    series: elements.map(({ name, points }, i) => {
      const known = new Map(points.map(({ day, value }) => [day, value]))
      const colour = colours.of(i)
      return {
        type: 'line',
        name,
        data: days.map((day) => known.get(day) ?? null),
        symbol: 'none',
        itemStyle: { color: colour },
        lineStyle: { color: colour, width: stacked ? 1 : 2 },
        ...(stacked ? { stack: 'all', areaStyle: { color: colour, opacity: 0.55 } } : {}),
      }
    }),
  }
}
