import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { TagDetail } from '../../api/tags.ts'
import { useFormats } from '../../app/format.ts'
import { drawingColours, useDark } from '../../app/theme.ts'
import { Chart, type ChartOption } from '../../components/chart.tsx'

type Distribution = NonNullable<TagDetail['distribution']>

/** The commonest values as bars, or the value at each quantile. */
export default function TagDistribution({
  distribution,
  unit,
}: {
  distribution: Distribution
  unit: string
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const colours = drawingColours(useDark())
  const rows = useMemo(() => {
    const quantileName = (share: number) =>
      share === 0
        ? t('understand.tags.lowest')
        : share === 1
          ? t('understand.tags.highest')
          : `p${Math.round(share * 100)}`
    return distribution.kind === 'values'
      ? distribution.values.map(({ value, customers }) => ({
          label: value === '' ? '—' : value,
          size: customers,
        }))
      : distribution.quantiles.map(({ share, value }) => ({ label: quantileName(share), size: value }))
  }, [distribution, t])
  const numeric = rows.every(({ size }) => typeof size === 'number')
  const option = useMemo<ChartOption>(
    () => ({
      grid: { left: 4, right: 70, top: 4, bottom: 0, outerBoundsMode: 'same' },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow' },
        valueFormatter: (value) => format.decimal(Number(value)),
      },
      xAxis: {
        type: 'value',
        axisLabel: { formatter: (value: number) => format.short(value) },
        splitNumber: 4,
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: rows.map(({ label }) => label),
        axisTick: { show: false },
      },
      series: [
        {
          type: 'bar',
          name: distribution.kind === 'values' ? t('common.customers') : unit,
          data: rows.map(({ size }) => size),
          itemStyle: { color: colours.stage.understand, borderRadius: [0, 2, 2, 0] },
          barMaxWidth: 16,
          label: {
            show: true,
            position: 'right',
            color: colours.quiet,
            formatter: ({ value }) => format.short(Number(value)),
          },
        },
      ],
    }),
    [rows, distribution.kind, unit, format, colours, t],
  )
  if (!numeric)
    return (
      <dl className="bn-bars">
        {rows.map(({ label, size }) => (
          <div key={label}>
            <dt className="bn-quiet">{label}</dt>
            <dd>{size}</dd>
          </div>
        ))}
      </dl>
    )
  return (
    <Chart
      option={option}
      height={Math.max(120, 26 * rows.length + 30)}
      label={t('understand.tags.distribution')}
    />
  )
}
