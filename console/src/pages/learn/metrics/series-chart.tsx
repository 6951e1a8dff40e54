import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { drawMetricSeries } from '#pictures'
import type { Metric, Series } from '../../../api/metrics.ts'
import { useLanguage } from '../../../app/language.ts'
import { useDark } from '../../../app/theme.ts'
import { Chart } from '../../../components/chart.tsx'

/** Values, what was expected of them, what is unusual, and targets. */
export default function SeriesChart({ series, metric }: { series: Series; metric: Metric }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const dark = useDark()
  const option = useMemo(
    () => drawMetricSeries({ ...series, unit: metric.unit, language, dark }),
    [series, metric.unit, language, dark],
  )
  return <Chart option={option} height={300} label={t('metrics.chart')} />
}
