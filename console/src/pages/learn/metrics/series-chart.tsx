import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Metric, Series } from '../../../api/metrics.ts'
import { useFormats } from '../../../app/format.ts'
import { drawingColours, useDark } from '../../../app/theme.ts'
import { Chart, type ChartOption } from '../../../components/chart.tsx'
import { valueText } from './metric-value.ts'

/** Values, what was expected of them, what is unusual, and targets. */
export default function SeriesChart({ series, metric }: { series: Series; metric: Metric }) {
  const { t } = useTranslation()
  const format = useFormats()
  const colours = drawingColours(useDark())
  const option = useMemo<ChartOption>(() => {
    const { points, targets } = series
    const text = (value: unknown) => valueText(format, metric.unit, typeof value === 'number' ? value : null)
    const band = {
      type: 'line',
      stack: 'band',
      symbol: 'none',
      silent: true,
      tooltip: { show: false },
    } as const
    return {
      grid: { left: 4, right: 16, top: 34, bottom: 0, outerBoundsMode: 'same' },
      legend: { top: 0, data: [t('metrics.value'), t('metrics.expected'), t('metrics.unusual')] },
      tooltip: { trigger: 'axis', valueFormatter: text },
      xAxis: { type: 'category', data: points.map(({ day }) => day), boundaryGap: false },
      yAxis: { type: 'value', scale: true, axisLabel: { formatter: (value: number) => text(value) } },
      series: [
        { ...band, data: points.map(({ low }) => low), lineStyle: { opacity: 0 } },
        {
          ...band,
          data: points.map(({ low, high }) => (low === null || high === null ? null : high - low)),
          lineStyle: { opacity: 0 },
          areaStyle: { color: colours.accent, opacity: 0.12 },
        },
        {
          type: 'line',
          name: t('metrics.expected'),
          data: points.map(({ expected }) => expected),
          symbol: 'none',
          lineStyle: { color: colours.quiet, type: 'dashed', width: 1 },
          itemStyle: { color: colours.quiet },
        },
        {
          type: 'line',
          name: t('metrics.value'),
          data: points.map(({ value }) => value),
          symbol: 'none',
          lineStyle: { color: colours.accent, width: 2 },
          itemStyle: { color: colours.accent },
          markLine: {
            symbol: 'none',
            label: { formatter: '{b}', position: 'insideEndTop', color: colours.quiet },
            lineStyle: { color: colours.stage.engage, type: 'solid' },
            data: targets.map(({ period, target }) => ({
              name: t('metrics.targetOf', { period, target: text(target) }),
              yAxis: target,
            })),
          },
        },
        {
          type: 'scatter',
          name: t('metrics.unusual'),
          data: points.map(({ anomaly, value }) => (anomaly ? value : null)),
          itemStyle: { color: colours.bad },
          symbolSize: 9,
          tooltip: { show: false },
        },
      ],
    }
  }, [series, metric.unit, format, colours, t])
  return <Chart option={option} height={300} label={t('metrics.chart')} />
}
