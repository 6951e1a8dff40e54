import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { AnswerOf } from '../../../api/client.ts'
import { useFormats } from '../../../app/format.ts'
import { drawingColours, useDark } from '../../../app/theme.ts'
import { Chart, type ChartOption } from '../../../components/chart.tsx'

type Points = AnswerOf<'/api/segments/{key}/trend'>['points']

/** The size as a line over the years of snapshots, those who joined and left as bars under it. */
export default function TrendChart({ points }: { points: Points }) {
  const { t } = useTranslation()
  const format = useFormats()
  const colours = drawingColours(useDark())
  const option = useMemo<ChartOption>(
    () => ({
      grid: [
        { left: 56, right: 12, top: 28, height: 108 },
        { left: 56, right: 12, top: 152, height: 52 },
      ],
      legend: { top: 0, right: 0, icon: 'roundRect', itemWidth: 10, itemHeight: 10 },
      axisPointer: { link: [{ xAxisIndex: 'all' }] },
      tooltip: {
        trigger: 'axis',
        valueFormatter: (value) => format.signed(Number(value)).replace(/^\+/, ''),
      },
      xAxis: [0, 1].map((gridIndex) => ({
        type: 'time' as const,
        gridIndex,
        axisLabel: { show: gridIndex === 1, hideOverlap: true },
        axisTick: { show: false },
      })),
      yAxis: [0, 1].map((gridIndex) => ({
        type: 'value' as const,
        gridIndex,
        scale: gridIndex === 0,
        splitNumber: gridIndex === 0 ? 3 : 1,
        axisLabel: { formatter: (value: number) => format.short(value) },
      })),
      series: [
        {
          type: 'line',
          name: t('segments.trend.customers'),
          step: 'end',
          symbolSize: points.length > 60 ? 0 : 6,
          color: colours.stage.understand,
          areaStyle: { opacity: 0.08 },
          data: points.map(({ asOf, customers }) => [asOf, customers]),
        },
        ...(['added', 'removed'] as const).map((side) => ({
          type: 'bar' as const,
          name: t(`segments.trend.${side}`),
          xAxisIndex: 1,
          yAxisIndex: 1,
          stack: 'change',
          barMaxWidth: 14,
          color: side === 'added' ? colours.accent : colours.bad,
          data: points.map((point) => [point.asOf, side === 'added' ? point.added : -point.removed]),
        })),
      ],
    }),
    [points, format, colours, t],
  )
  return <Chart option={option} height={234} label={t('segments.trend.title')} />
}
