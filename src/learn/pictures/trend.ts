import type { AnswerColumn, AnswerRow, AnswerSeries } from './answer.ts'
import { marksOn } from './marks.ts'
import type { Drawing, Picture } from './picture.ts'

export const trendKinds = ['line', 'area', 'bar', 'stacked'] as const
export type TrendKind = (typeof trendKinds)[number]
const mostLines = 24

interface Line {
  readonly name: string
  readonly column: AnswerColumn
  readonly series: AnswerSeries
  readonly rows: readonly AnswerRow[]
}

/**
 * Each measure of each series over time; what is compared stands below it, dashed, day by day.
 * @param keys which columns are drawn; all but the time unless said
 */
export function trendPicture(drawing: Drawing, kind: TrendKind, keys?: readonly string[]): Picture | null {
  const { question, answer, format, texts, colours, marks } = drawing
  const lines = linesOf(drawing, keys)
  if (lines.length === 0) return null
  const total = question.type === 'trend' && question.interval === 'total'
  const durations = lines.every(({ column }) => column.unit === 'milliseconds')
  const shares = lines.every(({ column }) => column.unit === 'share')
  const axis = (value: number) =>
    shares ? format.share(value) : durations ? format.duration(value) : format.short(value)
  // Days as the current period has them: what is compared lies below the day in the same place.
  const days = ((lines.find(({ series }) => series.side === 'current') ?? lines[0])?.rows ?? []).map(
    ({ values }) => String(values['t']),
  )
  const bars = total || kind === 'bar' || kind === 'stacked'
  const names = [...new Set(lines.map(colourKey))]
  return {
    height: 360,
    cellAt: ({ seriesIndex, dataIndex }) => {
      const line = lines[seriesIndex]
      return line?.rows[dataIndex]?.cells[line.column.key.replace(/_average$/, '')]
    },
    option: {
      grid: {
        left: 4,
        right: 12,
        top: lines.length > 1 ? 44 : marks.length > 0 ? 24 : 14,
        bottom: 4,
        outerBoundsMode: 'same',
      },
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
        data: total ? [texts.picture.total] : days,
        boundaryGap: bars,
        axisTick: { show: false },
        axisLabel: { hideOverlap: true },
      },
      yAxis: { type: 'value', axisLabel: { formatter: axis }, ...(shares ? { max: 'dataMax' } : {}) },
      series: lines.map((line, i) => {
        const colour = colours.of(names.indexOf(colourKey(line)))
        const data = line.rows.map(({ values }) => {
          const value = values[line.column.key]
          // Who was lost hangs below the line.
          return typeof value === 'number' ? (line.column.key === 'dormant' ? -value : value) : null
        })
        const faded = line.series.side === 'compared'
        const average = line.column.key.endsWith('_average')
        const told = i === 0 && !total ? marksOn(days, answer.current.to, marks, colours) : {}
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
            ...told,
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
            width: average ? 1.5 : 2,
            type: faded ? 'dashed' : average ? 'dotted' : 'solid',
          },
          ...(kind === 'area' ? { areaStyle: { color: colour, opacity: 0.14 } } : {}),
          ...told,
        }
      }),
    },
  }
}

function linesOf({ answer, words }: Drawing, keys: readonly string[] | undefined): Line[] {
  const [table] = answer.tables
  if (table === undefined) return []
  const columns = table.columns.filter(({ key }) => (keys === undefined ? key !== 't' : keys.includes(key)))
  const byValue = answer.series.some(({ value }) => value !== null)
  const manySeries = answer.series.length > 1
  return answer.series
    .filter(({ value }) => !byValue || value !== null)
    .flatMap((series) => {
      const rows = table.rows.filter((row) => row.series === series.key)
      return columns.map((column) => ({
        name: [
          ...(columns.length > 1 || !manySeries ? [words.column(column)] : []),
          ...(manySeries ? [words.series(series)] : []),
        ].join(' · '),
        column,
        series,
        rows,
      }))
    })
    .slice(0, mostLines)
}

/** The two sides of a comparison share a colour, and a moving average has that of its line. */
const colourKey = ({ column, series }: Line) => `${column.key.replace(/_average$/, '')} ${series.value ?? ''}`
