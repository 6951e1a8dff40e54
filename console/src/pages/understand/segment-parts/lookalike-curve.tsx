import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { LookalikeResult } from '../../../api/lookalikes.ts'
import { useFormats } from '../../../app/format.ts'
import { drawingColours, useDark } from '../../../app/theme.ts'
import { Chart, type ChartOption } from '../../../components/chart.tsx'

/** Lift and recall by size, with a line at the chosen size. */
export default function LookalikeCurve({ curve, size }: { curve: LookalikeResult['curve']; size: number }) {
  const { t } = useTranslation()
  const format = useFormats()
  const colours = drawingColours(useDark())
  const option = useMemo<ChartOption>(
    () => ({
      animation: false,
      grid: { left: 8, right: 8, top: 34, bottom: 4, outerBoundsMode: 'same' },
      legend: { top: 0, right: 0, icon: 'roundRect', itemWidth: 10, itemHeight: 10 },
      tooltip: {
        trigger: 'axis',
        axisPointer: { label: { formatter: ({ value }) => format.count(Number(value)) } },
      },
      xAxis: {
        type: 'value',
        min: 'dataMin',
        max: 'dataMax',
        axisLabel: { formatter: (value: number) => format.short(value), hideOverlap: true },
        splitLine: { show: false },
      },
      yAxis: [
        { type: 'value', axisLabel: { formatter: (value: number) => `${format.decimal(value)}×` } },
        {
          type: 'value',
          max: 1,
          axisLabel: { formatter: (value: number) => format.share(value) },
          splitLine: { show: false },
        },
      ],
      series: [
        {
          type: 'line',
          name: t('segments.lookalike.lift'),
          showSymbol: false,
          color: colours.accent,
          tooltip: { valueFormatter: (value) => `${format.decimal(Number(value))}×` },
          data: curve.map((point) => [point.size, point.lift]),
          markLine: {
            symbol: 'none',
            silent: true,
            label: { show: false },
            lineStyle: { color: colours.text, type: 'dashed' },
            data: [{ xAxis: size }],
          },
        },
        {
          type: 'line',
          name: t('segments.lookalike.recall'),
          yAxisIndex: 1,
          showSymbol: false,
          color: colours.stage.understand,
          tooltip: { valueFormatter: (value) => format.share(Number(value)) },
          data: curve.map((point) => [point.size, point.recall]),
        },
      ],
    }),
    [curve, size, colours, format, t],
  )
  return <Chart option={option} height={220} label={t('segments.lookalike.curve')} />
}
