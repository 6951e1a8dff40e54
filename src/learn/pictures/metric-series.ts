import type { EChartsOption } from 'echarts/types/dist/shared'
import type { Language } from './answer.ts'
import { seriesColours } from './colours.ts'
import { marksOn } from './marks.ts'
import { numberFormatsOf } from './number-formats.ts'
import type { Mark } from './picture.ts'
import { filled, pictureTexts } from './texts.ts'
import { metricValueText, type MetricUnit } from './value-text.ts'

export interface MetricPoint {
  readonly day: string
  readonly value: number | null
  readonly expected: number | null
  readonly low: number | null
  readonly high: number | null
  readonly anomaly: boolean
}

export interface MetricSeriesRequest {
  readonly unit: MetricUnit
  readonly points: readonly MetricPoint[]
  readonly targets: readonly { readonly period: string; readonly target: number }[]
  readonly language: Language
  readonly dark: boolean
  readonly marks?: readonly Mark[]
}

/** Values of a metric by day, what was expected of them, what is unusual, and targets. */
export function drawMetricSeries(request: MetricSeriesRequest): EChartsOption {
  const { unit, points, targets, language, dark, marks = [] } = request
  const colours = seriesColours(dark)
  const texts = pictureTexts[language].metric
  const format = numberFormatsOf(language)
  const text = (value: unknown) => metricValueText(format, unit, typeof value === 'number' ? value : null)
  const days = points.map(({ day }) => day)
  const told = marksOn(days, days.at(-1) ?? '', marks, colours)
  // What never was below 0 is not expected there.
  const signed = points.some(({ value }) => value !== null && value < 0)
  const bottom = (low: number | null) => (low === null || signed ? low : Math.max(low, 0))
  const band = {
    type: 'line',
    stack: 'band',
    // Also where the lower end is below 0.
    stackStrategy: 'all',
    symbol: 'none',
    silent: true,
    tooltip: { show: false },
    lineStyle: { opacity: 0 },
  } as const
  return {
    grid: { left: 4, right: 16, top: 44, bottom: 0, outerBoundsMode: 'same' },
    legend: { top: 0, data: [texts.value, texts.expected, texts.unusual] },
    tooltip: { trigger: 'axis', confine: true, valueFormatter: text },
    xAxis: { type: 'category', data: days, boundaryGap: false, axisLabel: { hideOverlap: true } },
    yAxis: {
      type: 'value',
      scale: true,
      ...(unit === 'count' ? { minInterval: 1 } : {}),
      axisLabel: { formatter: (value: number) => text(value) },
    },
    series: [
      { ...band, data: points.map(({ low }) => bottom(low)) },
      {
        ...band,
        data: points.map(({ low, high }) =>
          low === null || high === null ? null : high - (bottom(low) ?? low),
        ),
        areaStyle: { color: colours.accent, opacity: 0.12 },
      },
      {
        type: 'line',
        name: texts.expected,
        data: points.map(({ expected }) => expected),
        symbol: 'none',
        lineStyle: { color: colours.quiet, type: 'dashed', width: 1 },
        itemStyle: { color: colours.quiet },
        ...told,
      },
      {
        type: 'line',
        name: texts.value,
        data: points.map(({ value }) => value),
        symbol: 'none',
        lineStyle: { color: colours.accent, width: 2 },
        itemStyle: { color: colours.accent },
        markLine: {
          symbol: 'none',
          label: { formatter: '{b}', position: 'insideEndTop', color: colours.quiet },
          lineStyle: { color: colours.stage.engage, type: 'solid' },
          data: targets.map(({ period, target }) => ({
            name: filled(texts.targetOf, { period, target: text(target) }),
            yAxis: target,
          })),
        },
      },
      {
        type: 'scatter',
        name: texts.unusual,
        data: points.map(({ anomaly, value }) => (anomaly ? value : null)),
        itemStyle: { color: colours.bad },
        symbolSize: 9,
        tooltip: { show: false },
      },
    ],
  }
}

/** The small curve beside a number. */
export function drawSparkline(
  points: readonly Pick<MetricPoint, 'day' | 'value'>[],
  dark: boolean,
): EChartsOption {
  const colours = seriesColours(dark)
  return {
    animation: false,
    grid: { left: 2, right: 2, top: 4, bottom: 2 },
    xAxis: { type: 'category', show: false, data: points.map(({ day }) => day), boundaryGap: false },
    yAxis: { type: 'value', show: false, scale: true },
    series: [
      {
        type: 'line',
        data: points.map(({ value }) => value),
        symbol: 'none',
        silent: true,
        smooth: 0.2,
        lineStyle: { color: colours.accent, width: 1.6 },
        areaStyle: { color: colours.accent, opacity: 0.12 },
      },
    ],
  }
}
