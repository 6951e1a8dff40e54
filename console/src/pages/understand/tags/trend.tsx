import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { TagDetail } from '../../../api/tags.ts'
import { useFormats } from '../../../app/format.ts'
import { drawingColours, useDark } from '../../../app/theme.ts'
import { Chart, type ChartOption } from '../../../components/chart.tsx'
import { StatusDot } from '../../../components/status-dot.tsx'

const driftState = (drift: number) => (drift < 0.1 ? 'steady' : drift < 0.25 ? 'moving' : 'another')
const tones = { steady: 'good', moving: 'warn', another: 'bad' } as const

/** Average (or coverage) by day as a line, and how far the distribution moved since the day before as bars. */
export default function Trend({ tag }: { tag: TagDetail }) {
  const { t } = useTranslation()
  const format = useFormats()
  const colours = drawingColours(useDark())
  const { trend, type } = tag
  const numeric = type === 'number'
  const option = useMemo<ChartOption>(
    () => ({
      grid: [
        { left: 4, right: 12, top: 30, height: 110, outerBoundsMode: 'same' },
        { left: 4, right: 12, top: 168, height: 44, outerBoundsMode: 'same' },
      ],
      legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 8 },
      tooltip: { trigger: 'axis' },
      axisPointer: { link: [{ xAxisIndex: 'all' }] },
      xAxis: [0, 1].map((gridIndex) => ({
        type: 'category' as const,
        gridIndex,
        data: trend.map(({ asOf }) => asOf),
        axisLabel: { show: gridIndex === 1 },
        axisTick: { show: false },
      })),
      yAxis: [
        {
          type: 'value',
          scale: true,
          splitNumber: 3,
          axisLabel: { formatter: (value: number) => (numeric ? format.short(value) : format.share(value)) },
        },
        { type: 'value', gridIndex: 1, splitNumber: 1, min: 0, max: ({ max }) => Math.max(0.3, max) },
      ],
      series: [
        {
          type: 'line',
          name: t(numeric ? 'tags.trendOf.average' : 'tags.trendOf.coverage'),
          data: trend.map(({ average, coverage }) => (numeric ? average : coverage)),
          symbolSize: 5,
          itemStyle: { color: colours.stage.understand },
          tooltip: {
            valueFormatter: (value) =>
              numeric ? format.decimal(Number(value)) : format.share(Number(value)),
          },
        },
        {
          type: 'bar',
          name: t('tags.trendOf.drift'),
          xAxisIndex: 1,
          yAxisIndex: 1,
          barMaxWidth: 14,
          data: trend.map(({ drift }) => ({
            value: drift,
            itemStyle: { color: (drift ?? 0) >= 0.25 ? colours.bad : colours.accent },
          })),
          itemStyle: { color: colours.accent },
          tooltip: { valueFormatter: (value) => format.decimal(value === null ? null : Number(value)) },
        },
      ],
    }),
    [trend, numeric, format, colours, t],
  )
  if (trend.length < 2) return <p className="bn-quiet">{t('tags.trendEmpty')}</p>
  const drift = trend.at(-1)?.drift ?? null
  return (
    <>
      {drift !== null && (
        <p className="bn-trend-now">
          {t('tags.driftNow')}: <b>{format.decimal(drift)}</b>{' '}
          <StatusDot tone={tones[driftState(drift)]}>{t(`tags.driftIs.${driftState(drift)}`)}</StatusDot>
        </p>
      )}
      <Chart option={option} height={240} label={t('tags.trend')} />
    </>
  )
}
