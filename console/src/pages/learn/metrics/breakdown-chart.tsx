import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { drawMetricBreakdown } from '#pictures'
import type { Breakdown, Metric } from '../../../api/metrics.ts'
import { useLanguage } from '../../../app/language.ts'
import { useDark } from '../../../app/theme.ts'
import { Chart } from '../../../components/chart.tsx'

type Element = Breakdown['elements'][number] & { readonly name: string }

/** A line or an area for each element. */
export default function BreakdownChart(props: {
  elements: readonly Element[]
  metric: Metric
  stacked: boolean
  onPick?: (element: string) => void
}) {
  const { t } = useTranslation()
  const language = useLanguage()
  const dark = useDark()
  const { elements, metric, stacked, onPick } = props
  const asked = JSON.stringify(elements)
  const option = useMemo(
    () =>
      drawMetricBreakdown({
        unit: metric.unit,
        elements: JSON.parse(asked) as Element[],
        stacked,
        language,
        dark,
      }),
    [asked, metric.unit, stacked, language, dark],
  )
  return (
    <Chart
      option={option}
      height={300}
      label={t('metrics.breakdown.title')}
      onPick={({ seriesIndex }) => {
        const picked = elements[seriesIndex]
        if (picked !== undefined) onPick?.(picked.element)
      }}
    />
  )
}
