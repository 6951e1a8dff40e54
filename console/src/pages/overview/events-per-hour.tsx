import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../app/format.ts'
import { drawingColours, useDark } from '../../app/theme.ts'
import { Chart, type ChartOption } from '../../components/chart.tsx'

export default function EventsPerHour({ series }: { series: readonly { at: string; events: number }[] }) {
  const { t } = useTranslation()
  const format = useFormats()
  const colours = drawingColours(useDark())
  const option = useMemo<ChartOption>(
    () => ({
      grid: { left: 4, right: 4, top: 8, bottom: 0, outerBoundsMode: 'same' },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow' },
        valueFormatter: (value) => format.count(Number(value)),
      },
      xAxis: { type: 'category', data: series.map(({ at }) => format.hour(at)), axisTick: { show: false } },
      yAxis: {
        type: 'value',
        splitNumber: 3,
        axisLabel: { formatter: (value: number) => format.short(value) },
      },
      series: [
        {
          type: 'bar',
          name: t('overview.eventsAxis'),
          data: series.map(({ events }) => events),
          itemStyle: { color: colours.stage.collect, borderRadius: [2, 2, 0, 0] },
          barCategoryGap: '28%',
        },
      ],
    }),
    [series, format, colours, t],
  )
  return <Chart option={option} height={150} label={t('overview.perHour')} />
}
