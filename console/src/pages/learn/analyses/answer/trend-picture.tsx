import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { AnswerColumn, AnswerRow, AnswerSeries } from '../../../../api/analyses.ts'
import { useFormats } from '../../../../app/format.ts'
import { Chart, type ChartOption } from '../../../../components/chart.tsx'
import { useDurations } from './duration.ts'
import type { PictureProperties } from './picture.ts'
import { useSeriesColours } from './series-colours.ts'

export type TrendKind = 'line' | 'area' | 'bar' | 'stacked'
const mostLines = 24

interface Line {
  readonly name: string
  readonly column: AnswerColumn
  readonly series: AnswerSeries
  readonly rows: readonly AnswerRow[]
}

/** Each measure of each series over time; what is compared stands below it, dashed, day by day. */
export default function TrendPicture(
  props: PictureProperties & {
    kind: TrendKind
    /** Which columns are drawn; all but the time unless said. */
    keys?: readonly string[]
  },
) {
  const { answered, words, onWho, kind, keys } = props
  const { t } = useTranslation()
  const format = useFormats()
  const duration = useDurations()
  const colours = useSeriesColours()
  const { answer, analysis } = answered
  const lines = useMemo<Line[]>(() => {
    const [table] = answer.tables
    if (table === undefined) return []
    const columns = table.columns.filter(({ key }) => (keys === undefined ? key !== 't' : keys.includes(key)))
    const byValue = answer.series.some(({ value }) => value !== null)
    return answer.series
      .filter(({ value }) => !byValue || value !== null)
      .flatMap((series) => {
        const rows = table.rows.filter((row) => row.series === series.key)
        return columns.map((column) => ({
          name: [
            ...(columns.length > 1 || !words.manySeries ? [words.column(column)] : []),
            ...(words.manySeries ? [words.series(series)] : []),
          ].join(' · '),
          column,
          series,
          rows,
        }))
      })
      .slice(0, mostLines)
  }, [answer, words, keys])
  const option = useMemo<ChartOption>(() => {
    const total = analysis.type === 'trend' && analysis.interval === 'total'
    const durations = lines.length > 0 && lines.every(({ column }) => column.unit === 'milliseconds')
    const shares = lines.length > 0 && lines.every(({ column }) => column.unit === 'share')
    const axis = (value: number) =>
      shares ? format.share(value) : durations ? duration(value) : format.short(value)
    // Days as the current period has them: what is compared lies below the day in the same place.
    const days = (lines.find(({ series }) => series.side === 'current') ?? lines[0])?.rows ?? []
    const bars = total || kind === 'bar' || kind === 'stacked'
    const names = [...new Set(lines.map(colourKey))]
    return {
      grid: { left: 4, right: 12, top: lines.length > 1 ? 40 : 14, bottom: 4, outerBoundsMode: 'same' },
      legend: lines.length > 1 ? { type: 'scroll', top: 0, left: 0, right: 0 } : { show: false },
      tooltip: {
        trigger: 'axis',
        ...(bars ? { axisPointer: { type: 'shadow' } } : {}),
        // Whatever has the largest number first; a drawing of many lines would hide the page.
        order: 'valueDesc',
        confine: true,
        valueFormatter: (value) =>
          value === null || value === undefined
            ? '—'
            : shares || durations
              ? axis(Number(value))
              : format.decimal(Number(value)),
      },
      xAxis: {
        type: 'category',
        data: total ? [t('analyses.intervals.total')] : days.map(({ values }) => String(values['t'])),
        boundaryGap: bars,
        axisTick: { show: false },
        axisLabel: { hideOverlap: true },
      },
      yAxis: { type: 'value', axisLabel: { formatter: axis }, ...(shares ? { max: 'dataMax' } : {}) },
      series: lines.map((line) => {
        const colour = colours.of(names.indexOf(colourKey(line)))
        const data = line.rows.map(({ values }) => {
          const value = values[line.column.key]
          // Who was lost hangs below the line.
          return typeof value === 'number' ? (line.column.key === 'dormant' ? -value : value) : null
        })
        const faded = line.series.side === 'compared'
        if (bars)
          return {
            type: 'bar',
            name: line.name,
            data,
            ...(kind === 'stacked' ? { stack: line.series.side } : {}),
            itemStyle: {
              color: colour,
              opacity: faded ? 0.45 : 1,
              ...(kind === 'stacked' ? {} : { borderRadius: [2, 2, 0, 0] }),
            },
            barMaxWidth: 42,
          }
        return {
          type: 'line',
          name: line.name,
          data,
          symbol: 'circle',
          symbolSize: data.length > 60 ? 3 : 6,
          showSymbol: data.length <= 120,
          smooth: false,
          itemStyle: { color: colour },
          lineStyle: {
            color: colour,
            width: line.column.key.endsWith('_average') ? 1.5 : 2,
            type: faded ? 'dashed' : line.column.key.endsWith('_average') ? 'dotted' : 'solid',
          },
          ...(kind === 'area' ? { areaStyle: { color: colour, opacity: 0.14 } } : {}),
        }
      }),
    }
  }, [lines, analysis, kind, colours, format, duration, t])
  return (
    <Chart
      option={option}
      height={360}
      label={t(`analyses.types.${analysis.type}`)}
      onPick={({ seriesIndex, dataIndex }) => {
        const line = lines[seriesIndex]
        const cell = line?.rows[dataIndex]?.cells[line.column.key.replace(/_average$/, '')]
        if (cell !== undefined) onWho(cell)
      }}
    />
  )
}

/** The two sides of a comparison share a colour, and a moving average has that of its line. */
const colourKey = ({ column, series }: Line) => `${column.key.replace(/_average$/, '')} ${series.value ?? ''}`
