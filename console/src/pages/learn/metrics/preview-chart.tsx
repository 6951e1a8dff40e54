import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Metric, MetricPreview } from '../../../api/metrics.ts'
import { useFormats } from '../../../app/format.ts'
import { drawingColours, useDark } from '../../../app/theme.ts'
import { Chart, type ChartOption } from '../../../components/chart.tsx'
import { valueText } from './metric-value.ts'

/** The last 30 days of a formula that is not saved. */
export default function PreviewChart({
  points,
  unit,
}: {
  points: MetricPreview['points']
  unit: Metric['unit']
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const colours = drawingColours(useDark())
  const option = useMemo<ChartOption>(() => {
    const text = (value: unknown) => valueText(format, unit, typeof value === 'number' ? value : null)
    return {
      grid: { left: 4, right: 12, top: 12, bottom: 0, outerBoundsMode: 'same' },
      tooltip: { trigger: 'axis', valueFormatter: text },
      xAxis: {
        type: 'category',
        data: points.map(({ day }) => day),
        boundaryGap: false,
        axisLabel: { formatter: (day: string) => day.slice(5), hideOverlap: true },
      },
      yAxis: {
        type: 'value',
        scale: true,
        splitNumber: 3,
        axisLabel: { formatter: (value: number) => text(value) },
      },
      series: [
        {
          type: 'line',
          data: points.map(({ value }) => value),
          symbol: 'none',
          lineStyle: { color: colours.accent, width: 2 },
          itemStyle: { color: colours.accent },
          areaStyle: { color: colours.accent, opacity: 0.1 },
        },
      ],
    }
  }, [points, unit, format, colours])
  return <Chart option={option} height={200} label={t('metrics.form.preview')} />
}
