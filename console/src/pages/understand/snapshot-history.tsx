import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Snapshot } from '../../api/segments.ts'
import { useFormats } from '../../app/format.ts'
import { drawingColours, useDark } from '../../app/theme.ts'
import { Chart, type ChartOption } from '../../components/chart.tsx'

export default function SnapshotHistory({ snapshots }: { snapshots: readonly Snapshot[] }) {
  const { t } = useTranslation()
  const format = useFormats()
  const colours = drawingColours(useDark())
  const option = useMemo<ChartOption>(
    () => ({
      grid: { left: 4, right: 12, top: 10, bottom: 0, outerBoundsMode: 'same' },
      tooltip: { trigger: 'axis', valueFormatter: (value) => format.count(Number(value)) },
      xAxis: { type: 'time' },
      yAxis: { type: 'value', scale: true, axisLabel: { formatter: (value: number) => format.short(value) } },
      series: [
        {
          type: 'line',
          name: t('common.customers'),
          step: 'end',
          symbolSize: 6,
          color: colours.stage.understand,
          areaStyle: { opacity: 0.08 },
          data: snapshots.map(({ asOf, customers }) => [asOf, customers]),
        },
      ],
    }),
    [snapshots, format, colours, t],
  )
  return <Chart option={option} height={170} label={t('understand.segments.history')} />
}
