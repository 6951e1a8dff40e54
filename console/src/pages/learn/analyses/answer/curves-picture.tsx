import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../../app/format.ts'
import { Chart, type ChartOption } from '../../../../components/chart.tsx'
import type { PictureProperties } from './picture.ts'
import { useSeriesColours } from './series-colours.ts'

/** Which share of those who began came back in each period, a line for each series. */
export default function CurvesPicture({ answered, words }: Omit<PictureProperties, 'onWho'>) {
  const { t } = useTranslation()
  const format = useFormats()
  const colours = useSeriesColours()
  const { series, tables } = answered.answer
  const option = useMemo<ChartOption>(() => {
    const rows = tables.find(({ key }) => key === 'overall')?.rows ?? []
    const periods = rows
      .filter((row) => row.series === series[0]?.key)
      .map(({ values }) => String(values['n']))
    return {
      grid: { left: 4, right: 12, top: series.length > 1 ? 40 : 14, bottom: 4, outerBoundsMode: 'same' },
      legend: series.length > 1 ? { type: 'scroll', top: 0, left: 0, right: 0 } : { show: false },
      tooltip: {
        trigger: 'axis',
        confine: true,
        valueFormatter: (value) => format.share(value === null ? null : Number(value)),
      },
      xAxis: { type: 'category', data: periods, boundaryGap: false, axisTick: { show: false } },
      yAxis: { type: 'value', min: 0, axisLabel: { formatter: (value: number) => format.share(value) } },
      series: series.map((one, i) => ({
        type: 'line',
        name: words.series(one),
        data: rows
          .filter((row) => row.series === one.key)
          .map(({ values }) => (typeof values['share'] === 'number' ? values['share'] : null)),
        symbol: 'circle',
        symbolSize: 6,
        itemStyle: { color: colours.of(i) },
        lineStyle: { width: 2, type: one.side === 'compared' ? 'dashed' : 'solid' },
        ...(series.length === 1 ? { areaStyle: { color: colours.of(i), opacity: 0.1 } } : {}),
      })),
    }
  }, [series, tables, words, format, colours])
  return <Chart option={option} height={340} label={t('analyses.retention.curves')} />
}
