import type { CustomSeriesRenderItem } from 'echarts'
import { useMemo } from 'react'
import type { Unit } from '../../api/effects.ts'
import { useFormats } from '../../app/format.ts'
import { drawingColours, useDark } from '../../app/theme.ts'
import { Chart, type ChartOption } from '../../components/chart.tsx'
import { differenceText } from './effect-texts.ts'

interface Row {
  readonly label: string
  readonly difference: number
  readonly low: number
  readonly high: number
}

/** Each difference as a point on its 95 % interval, beside a line at zero. */
export default function ForestPlot(props: { rows: readonly Row[]; unit: Unit; label: string }) {
  const { rows, unit } = props
  const format = useFormats()
  const colours = drawingColours(useDark())
  const option = useMemo<ChartOption>(() => {
    const write = (value: number) => differenceText(format, unit, value)
    const colourOf = ({ low, high }: Row) =>
      low > 0 ? colours.accent : high < 0 ? colours.bad : colours.quiet
    const drawInterval: CustomSeriesRenderItem = (parameters, api) => {
      const row = rows[parameters.dataIndex]
      if (row === undefined) return null
      const colour = colourOf(row)
      const [left = 0, y = 0] = api.coord([row.low, parameters.dataIndex])
      const [right = 0] = api.coord([row.high, parameters.dataIndex])
      const [middle = 0] = api.coord([row.difference, parameters.dataIndex])
      return {
        type: 'group',
        children: [
          {
            type: 'rect',
            shape: { x: left, y: y - 4, width: Math.max(1, right - left), height: 8, r: 4 },
            style: { fill: colour, opacity: 0.28 },
          },
          { type: 'circle', shape: { cx: middle, cy: y, r: 5 }, style: { fill: colour } },
        ],
      }
    }
    return {
      grid: { left: 4, right: 90, top: 4, bottom: 8, outerBoundsMode: 'same' },
      tooltip: {
        formatter: (parameters) => {
          const row = Array.isArray(parameters) ? undefined : rows[parameters.dataIndex]
          return row === undefined ? '' : `${write(row.difference)} [${write(row.low)}, ${write(row.high)}]`
        },
      },
      xAxis: { type: 'value', axisLabel: { formatter: write, hideOverlap: true }, splitNumber: 5 },
      yAxis: {
        type: 'category',
        inverse: true,
        data: rows.map(({ label }) => label),
        axisTick: { show: false },
        axisLine: { show: false },
        axisLabel: { color: colours.text, fontSize: 12, width: 220, overflow: 'truncate' },
      },
      series: [
        {
          type: 'custom',
          renderItem: drawInterval,
          data: rows.map(({ low, high }, index) => [low, index, high]),
          encode: { x: [0, 2], y: 1 },
          markLine: {
            silent: true,
            symbol: 'none',
            label: { show: false },
            lineStyle: { color: colours.quiet, type: 'solid', width: 1 },
            data: [{ xAxis: 0 }],
          },
        },
      ],
    }
  }, [rows, unit, format, colours])
  return <Chart option={option} height={40 * rows.length + 44} label={props.label} />
}
