import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { AnswerTable } from '../../../../api/analyses.ts'
import { useFormats } from '../../../../app/format.ts'
import { Chart, type ChartOption } from '../../../../components/chart.tsx'
import { useDurations } from './duration.ts'
import type { PictureProperties } from './picture.ts'
import { useSeriesColours } from './series-colours.ts'

/** Customers by a number of theirs or by how long they took, a bar for each stretch. */
export default function BarsPicture(props: PictureProperties & { table: AnswerTable }) {
  const { answered, words, onWho, table } = props
  const { t } = useTranslation()
  const format = useFormats()
  const duration = useDurations()
  const colours = useSeriesColours()
  const { series } = answered.answer
  const rows = useMemo(
    () => series.map((one) => table.rows.filter((row) => row.series === one.key)),
    [series, table],
  )
  const option = useMemo<ChartOption>(() => {
    const labels = (rows[0] ?? []).map(({ values }) =>
      typeof values['bin'] === 'string'
        ? values['bin']
        : Number(values['from']) === 0
          ? `< ${duration(Number(values['to']))}`
          : `${duration(Number(values['from']))} –`,
    )
    return {
      grid: { left: 4, right: 8, top: series.length > 1 ? 36 : 12, bottom: 4, outerBoundsMode: 'same' },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow' },
        valueFormatter: (value) => format.count(Number(value)),
      },
      ...(series.length > 1 ? { legend: { type: 'scroll', top: 0, left: 0 } } : {}),
      xAxis: { type: 'category', data: labels, axisTick: { show: false }, axisLabel: { hideOverlap: true } },
      yAxis: { type: 'value', axisLabel: { formatter: (value: number) => format.short(value) } },
      series: rows.map((own, i) => ({
        type: 'bar',
        name: series[i] === undefined ? '' : words.series(series[i]),
        data: own.map(({ values }) => Number(values['customers'] ?? 0)),
        itemStyle: { color: colours.of(i), borderRadius: [2, 2, 0, 0] },
        barMaxWidth: 46,
      })),
    }
  }, [rows, series, words, format, duration, colours])
  return (
    <Chart
      option={option}
      height={300}
      label={t(`analyses.types.${answered.analysis.type}`)}
      onPick={({ seriesIndex, dataIndex }) => {
        const cell = rows[seriesIndex]?.[dataIndex]?.cells['customers']
        if (cell !== undefined) onWho(cell)
      }}
    />
  )
}
