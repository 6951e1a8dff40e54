import { Segmented } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Distribution as Spread } from '../../../api/tags.ts'
import { useFormats } from '../../../app/format.ts'
import { drawingColours, useDark } from '../../../app/theme.ts'
import { Chart, type ChartOption } from '../../../components/chart.tsx'
import TagDistribution from '../tag-distribution.tsx'

/** Texts by how common they are; numbers and days as bars, or by quantile. */
export default function Distribution({
  distribution,
  unit,
  height = 210,
}: {
  distribution: Spread
  unit: string
  height?: number
}) {
  const { t } = useTranslation()
  const [shown, show] = useState<'values' | 'quantiles'>('values')
  if ((distribution.kind === 'values' ? distribution.values : distribution.quantiles).length === 0)
    return <p className="bn-quiet">{t('tags.noValues')}</p>
  if (distribution.kind === 'values' || distribution.bars.length === 0)
    return <TagDistribution distribution={distribution} unit={unit} />
  return (
    <>
      <Segmented
        size="small"
        aria-label={t('tags.distribution')}
        value={shown}
        onChange={show}
        options={[
          { value: 'values', label: t('tags.values') },
          { value: 'quantiles', label: t('tags.quantiles') },
        ]}
      />
      {shown === 'quantiles' ? (
        <TagDistribution distribution={distribution} unit={unit} />
      ) : (
        <Bars bars={distribution.bars} unit={unit} height={height} />
      )}
    </>
  )
}

function Bars({
  bars,
  unit,
  height,
}: {
  bars: Extract<Spread, { kind: 'quantiles' }>['bars']
  unit: string
  height: number
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const colours = drawingColours(useDark())
  const option = useMemo<ChartOption>(() => {
    const point = (value: number | string) => (typeof value === 'number' ? format.short(value) : value)
    const exact = bars.every(({ from, to }) => typeof from === 'number' && Number(to) - from === 1)
    return {
      grid: { left: 4, right: 12, top: 12, bottom: unit === '' ? 0 : 14, outerBoundsMode: 'same' },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow' },
        valueFormatter: (value) => format.count(Number(value)),
      },
      xAxis: {
        type: 'category',
        name: unit,
        nameLocation: 'middle',
        nameGap: 24,
        data: bars.map(({ from, to }) => (exact ? point(from) : `${point(from)} – ${point(to)}`)),
        axisTick: { show: false },
        axisLabel: { formatter: (text: string) => text.split(' – ')[0] ?? text },
      },
      yAxis: {
        type: 'value',
        axisLabel: { formatter: (value: number) => format.short(value) },
        splitNumber: 3,
      },
      series: [
        {
          type: 'bar',
          name: t('common.customers'),
          data: bars.map(({ customers }) => customers),
          barCategoryGap: '8%',
          itemStyle: { color: colours.stage.understand, borderRadius: [2, 2, 0, 0] },
        },
      ],
    }
  }, [bars, unit, format, colours, t])
  return <Chart option={option} height={height} label={t('tags.distribution')} />
}
