import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Metric } from '../../../api/metrics.ts'
import { useFormats } from '../../../app/format.ts'
import { drawingColours, useDark } from '../../../app/theme.ts'
import { Chart, type ChartOption } from '../../../components/chart.tsx'
import { valueText } from './metric-value.ts'

interface Step {
  readonly name: string
  readonly value: number
}

/** From the value before to the value after, one step a contribution. */
export default function WaterfallChart(props: {
  before: Step
  after: Step
  steps: readonly Step[]
  metric: Metric
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const colours = drawingColours(useDark())
  const { before, after, steps, metric } = props
  const option = useMemo<ChartOption>(() => {
    const text = (value: number) => valueText(format, metric.unit, value)
    const good = (value: number) => value > 0 === (metric.direction === 'up')
    const moves = placed(before.value, steps).map((step) => ({
      ...step,
      colour: good(step.value) ? colours.accent : colours.bad,
    }))
    const end = (step: Step) => ({
      ...step,
      low: Math.min(0, step.value),
      high: Math.max(0, step.value),
      colour: colours.quiet,
    })
    const bars = [end(before), ...moves, end(after)]
    // Small changes of large values are seen only when the axis does not begin at 0.
    const inner = moves.flatMap(({ low, high }) => [low, high])
    const [lowest, highest] = [
      Math.min(before.value, after.value, ...inner),
      Math.max(before.value, after.value, ...inner),
    ]
    const room = (highest - lowest) * 0.25 || Math.abs(highest) * 0.1 || 1
    const floor = lowest - room
    const base = lowest >= 0 ? Math.max(0, floor) : floor
    return {
      grid: { left: 4, right: 12, top: 24, bottom: 6, outerBoundsMode: 'same' },
      tooltip: {
        formatter: (parameters) => {
          const bar = Array.isArray(parameters) ? undefined : bars[parameters.dataIndex]
          return bar === undefined ? '' : `${bar.name} ${text(bar.value)}`
        },
      },
      xAxis: {
        type: 'category',
        data: bars.map(({ name }) => name),
        axisTick: { show: false },
        axisLabel: { interval: 0, width: 84, overflow: 'truncate', rotate: bars.length > 10 ? 30 : 0 },
      },
      yAxis: { type: 'value', min: base, axisLabel: { formatter: (value: number) => text(value) } },
      series: [
        {
          type: 'bar',
          stack: 'steps',
          silent: true,
          itemStyle: { color: 'transparent' },
          data: bars.map(({ low }) => Math.max(low, base)),
        },
        {
          type: 'bar',
          stack: 'steps',
          barMaxWidth: 44,
          data: bars.map(({ low, high, colour }) => ({
            value: high - Math.max(low, base),
            itemStyle: { color: colour, borderRadius: 3 },
          })),
          label: {
            show: true,
            position: 'top',
            color: colours.quiet,
            fontSize: 10,
            formatter: ({ dataIndex }) => text(bars[dataIndex]?.value ?? 0),
          },
        },
      ],
    }
  }, [before, after, steps, metric, format, colours])
  return <Chart option={option} height={280} label={t('metrics.why.title')} />
}

/** Each step with where it begins and ends. */
function placed(from: number, steps: readonly Step[]): (Step & { low: number; high: number })[] {
  let at = from
  return steps.map((step) => {
    const next = at + step.value
    const [low, high] = [Math.min(at, next), Math.max(at, next)]
    at = next
    return { ...step, low, high }
  })
}
