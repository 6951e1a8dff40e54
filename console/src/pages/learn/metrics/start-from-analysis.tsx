import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Analysis, savedAnalysesQuery, savedAnalysisQuery } from '../../../api/analyses.ts'
import { useFormats } from '../../../app/format.ts'
import { Field } from './formula-fields.tsx'
import type { Formula, FormulaOf, MetricDraft } from './metric-draft.ts'

const windows = {
  hour: undefined,
  day: undefined,
  week: 'week_to_date',
  month: 'month_to_date',
  total: undefined,
} as const

/** The first series of a trend as a formula; null when a metric cannot say it. */
function formulaOfTrend(analysis: Analysis): Formula | null {
  if (analysis.type !== 'trend') return null
  const [series] = analysis.series
  if (series?.event === undefined) return null
  const { event, where, measure } = series
  const window = windows[analysis.interval]
  const plain = {
    kind: 'measure' as const,
    events: [event],
    // openapi-fetch widens the pairs of `between` to lists; the server's own description says what they are.
    ...(where === undefined || where.length === 0
      ? {}
      : { where: where as NonNullable<FormulaOf<'measure'>['where']> }),
    ...(window === undefined ? {} : { window }),
  }
  if (measure.of === 'count' || measure.of === 'users') return { ...plain, of: measure.of }
  if (measure.of === 'rolling_users') return { ...plain, of: 'users', window: { days: measure.days } }
  return measure.of === 'sum' ? { ...plain, of: 'sum', property: measure.property } : null
}

/** A saved trend becomes a metric: its first series, and whose events count. */
export function StartFromAnalysis({ onChoose }: { onChoose: (part: Partial<MetricDraft>) => void }) {
  const { t } = useTranslation()
  const format = useFormats()
  const queries = useQueryClient()
  const trends = useQuery(savedAnalysesQuery({ type: 'trend', limit: 200 }))
  const choose = useMutation({
    mutationFn: async (id: number) => {
      const saved = await queries.fetchQuery(savedAnalysisQuery(id))
      const formula = formulaOfTrend(saved.analysis)
      if (formula === null) throw new Error(t('metrics.form.noFormula'))
      return { formula, name: saved.name, condition: saved.analysis.population ?? null }
    },
    onSuccess: onChoose,
  })
  const options = (trends.data?.items ?? []).map(({ id, name }) => ({ value: id, label: format.name(name) }))
  if (options.length === 0) return null
  return (
    <Field label={t('metrics.form.fromAnalysis')} help={t('metrics.form.fromAnalysisHelp')}>
      <Select
        allowClear
        aria-label={t('metrics.form.fromAnalysis')}
        showSearch={{ optionFilterProp: 'label' }}
        loading={choose.isPending}
        options={options}
        onChange={(id: number | undefined) => {
          if (id !== undefined) choose.mutate(id)
        }}
      />
      {choose.isError && (
        <Alert type="warning" showIcon style={{ marginTop: 8 }} title={choose.error.message} />
      )}
    </Field>
  )
}
