import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Empty, Segmented, Space } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { breakdownQuery, type Metric, type Organisation } from '../../../api/metrics.ts'
import { addDays } from '../../../app/bank-time.ts'
import { useFilters } from '../../../app/search.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Panel } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { analysisOfMetric } from './analysis-of-metric.ts'
import { type Dimension, DimensionChoice, useDimension, useElementName } from './dimension.tsx'
import { withoutCommonStart } from './short-names.ts'

const BreakdownChart = lazy(() => import('./breakdown-chart.tsx'))
const shapes = ['lines', 'areas'] as const
/** More lines cannot be told apart. */
const mostLines = 8
/** What is not stored is computed now, and so far back at most. */
const mostDays = 90

interface Properties {
  readonly metric: Metric
  readonly organisations: readonly Organisation[]
  readonly organisation: string
  readonly from: string
  readonly to: string
}

/** The course of a metric for each organisation, product class, value of a tag, or in and out of a segment. */
export function BreakdownPanel({ metric, organisations, organisation, from, to }: Properties) {
  const { t } = useTranslation()
  const [, change] = useFilters()
  const dimension = useDimension(metric)
  const { by, of } = dimension
  const [shape, setShape] = useState<(typeof shapes)[number]>('lines')
  const earliest = addDays(to, 1 - mostDays)
  const cut = by !== 'organisation' && from < earliest
  const span = { from: cut ? earliest : from, to }
  const asked = by === 'organisation' || by === 'class' || of !== ''
  const found = useQuery({
    ...breakdownQuery(metric.key, {
      ...span,
      organisation,
      by,
      ...(by === 'tag' ? { tag: of } : by === 'segment' ? { segment: of } : {}),
    }),
    enabled: asked,
    placeholderData: keepPreviousData,
  })
  const nameOf = useElementName(dimension)
  const places = new Map(organisations.map(({ code, name }) => [code, name]))
  const shortNames = withoutCommonStart(
    (found.data?.elements ?? []).map(({ element }) => places.get(element) ?? element),
  )
  const elements = (found.data?.elements ?? []).map(({ element, points }, i) => ({
    element,
    name: by === 'organisation' ? (shortNames[i] ?? element) : nameOf(element),
    points,
  }))
  const adds = addsUp(metric, dimension)
  const analysis = analysisOfMetric(metric, { ...span, organisation, by, of }, organisations)
  return (
    <Panel title={t('metrics.breakdown.title')}>
      <Space wrap style={{ marginBottom: 8 }}>
        <DimensionChoice dimension={dimension} />
        {adds && (
          <Segmented
            size="small"
            aria-label={t('metrics.breakdown.shape')}
            value={shape}
            options={shapes.map((value) => ({ value, label: t(`metrics.breakdown.${value}`) }))}
            onChange={setShape}
          />
        )}
        {analysis !== null && (
          <Link to="/learn/analyses/new" search={{ q: analysis }}>
            {t('metrics.breakdown.toAnalysis')}
          </Link>
        )}
      </Space>
      {!asked ? (
        <p className="bn-quiet">{t('metrics.breakdown.choose')}</p>
      ) : found.isError ? (
        <ProblemState error={found.error} retry={() => void found.refetch()} />
      ) : found.data === undefined ? (
        <LoadingState />
      ) : elements.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('metrics.breakdown.none')} />
      ) : (
        <Suspense fallback={<LoadingState />}>
          <BreakdownChart
            elements={elements.slice(0, mostLines)}
            metric={metric}
            stacked={adds && shape === 'areas'}
            {...(by === 'organisation' ? { onPick: (code: string) => change({ organisation: code }) } : {})}
          />
        </Suspense>
      )}
      {found.data !== undefined && (elements.length > mostLines || (asked && by !== 'organisation')) && (
        <p className="bn-quiet">
          {elements.length > mostLines &&
            t('metrics.breakdown.largest', { shown: mostLines, count: elements.length })}{' '}
          {by === 'tag' && t('metrics.breakdown.tagNow')}
          {by === 'segment' && t('metrics.breakdown.segmentNow')}{' '}
          {cut && t('metrics.breakdown.cut', { days: mostDays })}
        </p>
      )}
    </Panel>
  )
}

/** Whether the elements add up to the metric: ratios do not, nor do customers who hold products of several classes. */
function addsUp({ formula }: Metric, { by }: Dimension): boolean {
  if (formula.kind === 'ratio' || formula.kind === 'expression') return false
  return !(by === 'class' && formula.kind === 'balance' && formula.of === 'customers')
}
