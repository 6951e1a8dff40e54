import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Alert, Spin } from 'antd'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { metricPreviewQuery } from '../../../api/metrics.ts'
import { problemOf } from '../../../api/problem.ts'
import { useFormats } from '../../../app/format.ts'
import { Figures, Panel } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { useSettled } from '../../understand/rule-builder/use-live-count.ts'
import { isWhole, type MetricDraft } from './metric-draft.ts'
import { valueText } from './metric-value.ts'

const PreviewChart = lazy(() => import('./preview-chart.tsx'))
const pause = 500

/** What the unsaved formula would give: its value, and its last 30 days. */
export function PreviewPanel({ draft, own }: { draft: MetricDraft; own: string | undefined }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { formula, condition = null, unit } = draft
  const asked = isWhole(formula)
    ? JSON.stringify({ formula, condition, ...(own === undefined ? {} : { key: own }) })
    : null
  const settled = useSettled(asked, pause)
  const preview = useQuery({ ...metricPreviewQuery(settled), placeholderData: keepPreviousData })
  const problem = settled !== null && preview.isError ? problemOf(preview.error) : undefined
  const { data } = preview
  return (
    <Panel
      title={
        <>
          {t('metrics.form.preview')} {preview.isFetching && <Spin size="small" />}
        </>
      }
    >
      {settled === null ? (
        <p className="bn-quiet">{t('metrics.form.waiting')}</p>
      ) : problem !== undefined && problem.status >= 400 && problem.status < 500 ? (
        <Alert
          type="warning"
          showIcon
          title={t('metrics.form.wrong')}
          description={problem.errors[0]?.message ?? problem.detail}
        />
      ) : problem !== undefined ? (
        <ProblemState error={preview.error} retry={() => void preview.refetch()} />
      ) : data === undefined ? (
        <div style={{ height: 240 }} />
      ) : (
        <div aria-live="polite" data-testid="metric-preview">
          <Figures figures={[{ label: data.day, value: valueText(format, unit, data.value) }]} />
          {data.growsByDay ? (
            <Alert type="info" showIcon title={t('metrics.form.growsByDay')} />
          ) : (
            <Suspense fallback={<div style={{ height: 200 }} />}>
              <PreviewChart points={data.points} unit={unit} />
            </Suspense>
          )}
        </div>
      )}
    </Panel>
  )
}
