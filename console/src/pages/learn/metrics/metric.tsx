import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { App, Breadcrumb, Button, Empty, Segmented, Space } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  backfillMetric,
  explanationQuery,
  type Metric,
  metricQuery,
  type Organisation,
  organisationsQuery,
  seriesQuery,
} from '../../../api/metrics.ts'
import { addDays, bankToday } from '../../../app/bank-time.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Figures, Page, Panel, useMay, useSeesEverybody } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { PinToDashboard } from '../dashboards/pin-to-dashboard.tsx'
import { BreakdownPanel } from './breakdown-panel.tsx'
import { Change } from './change.tsx'
import { MetricActions } from './metric-actions.tsx'
import { changeOf, valueText } from './metric-value.ts'
import { OrganisationDrill } from './organisation-drill.tsx'
import { Targets } from './targets.tsx'
import { Uses } from './uses.tsx'
import { WhyPanel } from './why-panel.tsx'
import './metrics.css'

const SeriesChart = lazy(() => import('./series-chart.tsx'))
const FactorTree = lazy(() => import('./factor-tree.tsx'))
const spans = ['30', '90', '180', '365'] as const

export function MetricPage() {
  const { t } = useTranslation()
  const format = useFormats()
  const { key } = useParams({ from: '/signed-in/learn/metrics/$key' })
  const metric = useQuery(metricQuery(key))
  const organisations = useQuery(organisationsQuery)
  const [{ organisation = '' }] = useFilters()
  return (
    <Page
      title={metric.data === undefined ? key : format.name(metric.data.name)}
      lead={metric.data && format.text(metric.data.description)}
      scope="learn:read"
      actions={
        <>
          <Link to="/learn/alerts" search={{ tab: 'rules', metric: key }}>
            {t('metrics.toAlerts')}
          </Link>
          <PinToDashboard
            content={{ kind: 'metric', metric: key, organisation, shown: { show: 'series' } }}
          />
          {metric.data !== undefined && <MetricActions metric={metric.data} />}
        </>
      }
    >
      {metric.data !== undefined ? (
        <MetricView metric={metric.data} organisations={organisations.data?.items ?? []} />
      ) : (
        <Panel>
          {metric.isError ? (
            <ProblemState error={metric.error} retry={() => void metric.refetch()} />
          ) : (
            <LoadingState />
          )}
        </Panel>
      )}
    </Page>
  )
}

function MetricView({ metric, organisations }: { metric: Metric; organisations: readonly Organisation[] }) {
  const { t } = useTranslation()
  const everybody = useSeesEverybody()
  const format = useFormats()
  const [filters, change] = useFilters()
  const { organisation = '', span = '90' } = filters
  const [today] = useState(bankToday)
  const to = metric.latest?.day ?? today
  const from = addDays(to, 1 - Number(spans.find((one) => one === span) ?? '90'))
  const query = { from, to, organisation }
  const series = useQuery({ ...seriesQuery(metric.key, query), placeholderData: keepPreviousData })
  // The first day of the span may have no value yet: changes are explained from the first that has one.
  const known = series.data?.points.filter(({ value }) => value !== null) ?? []
  const [first, last] = [known[0], known.at(-1)]
  const explanation = useQuery({
    ...explanationQuery(metric.key, {
      from: first?.day ?? from,
      to: last?.day ?? to,
      organisation,
    }),
    enabled: first !== undefined && last !== undefined,
    placeholderData: keepPreviousData,
  })
  const unusual = series.data?.points.filter(({ anomaly }) => anomaly).length ?? 0
  const target = series.data?.targets.at(-1)
  return (
    <>
      <Space style={{ marginBottom: 12 }} wrap>
        <Segmented
          size="small"
          aria-label={t('metrics.span')}
          value={span}
          options={spans.map((value) => ({ value, label: t('metrics.days', { count: Number(value) }) }))}
          onChange={(value) => change({ span: value })}
        />
        <Breadcrumb
          items={pathTo(
            organisations,
            organisation,
            t(everybody ? 'metrics.bank' : 'metrics.ownScope'),
            (code) => change({ organisation: code }),
          )}
        />
      </Space>
      <Figures
        figures={[
          { label: last?.day ?? t('metrics.latest'), value: valueText(format, metric.unit, last?.value) },
          {
            label: t('metrics.since', { day: first?.day ?? from }),
            value: <Change share={changeOf(first?.value, last?.value)} direction={metric.direction} />,
          },
          { label: t('metrics.unusualDays'), value: format.count(unusual) },
          {
            label: t('metrics.target'),
            value: valueText(format, metric.unit, target?.target),
            ...(target === undefined || last?.value === null || last === undefined
              ? {}
              : { note: format.share(last.value / target.target) }),
          },
        ]}
      />
      <Panel title={t('metrics.chart')}>
        {series.isError ? (
          <ProblemState error={series.error} retry={() => void series.refetch()} />
        ) : series.data === undefined ? (
          <LoadingState />
        ) : known.length === 0 ? (
          <NoValues metric={metric} from={from} to={to} />
        ) : (
          <Suspense fallback={<LoadingState />}>
            <SeriesChart series={series.data} metric={metric} />
          </Suspense>
        )}
      </Panel>
      <div style={{ height: 12 }} />
      {known.length > 0 && (
        <>
          <BreakdownPanel
            metric={metric}
            organisations={organisations}
            organisation={organisation}
            from={from}
            to={to}
          />
          <div style={{ height: 12 }} />
        </>
      )}
      {explanation.data !== undefined && explanation.data.tree.length > 0 && (
        <>
          <Panel title={t('metrics.tree')}>
            <Suspense fallback={<LoadingState />}>
              <FactorTree parts={explanation.data.tree} />
            </Suspense>
          </Panel>
          <div style={{ height: 12 }} />
        </>
      )}
      {explanation.data !== undefined && (
        <>
          <WhyPanel metric={metric} explanation={explanation.data} />
          <div style={{ height: 12 }} />
        </>
      )}
      <Panel title={t('metrics.organisations')} flush>
        {explanation.isError ? (
          <ProblemState error={explanation.error} retry={() => void explanation.refetch()} />
        ) : explanation.data === undefined ? (
          <LoadingState />
        ) : (
          <OrganisationDrill places={explanation.data.organisations} metric={metric} />
        )}
      </Panel>
      <div style={{ height: 12 }} />
      <div className="bn-grid bn-halves">
        <Panel title={t('metrics.targets')}>
          <Targets metric={metric} organisations={organisations} />
        </Panel>
        <Panel title={t('metrics.usedBy')}>
          <Uses metric={metric.key} />
        </Panel>
      </div>
    </>
  )
}

function NoValues({ metric, from, to }: { metric: Metric; from: string; to: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const may = useMay('learn:write')
  const backfill = useMutation({
    mutationFn: () => backfillMetric(metric.key, { from, to }),
    onSuccess: () => void message.success(t('metrics.backfilling')),
    onError: tellProblem,
  })
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('metrics.noValues')}>
      {may && (
        <Button loading={backfill.isPending} onClick={() => backfill.mutate()}>
          {t('metrics.backfill')}
        </Button>
      )}
    </Empty>
  )
}

/** From the whole bank down to an organisation; each leads back up. */
function pathTo(
  organisations: readonly Organisation[],
  code: string,
  bank: string,
  go: (code: string | undefined) => void,
) {
  const of = new Map(organisations.map((one) => [one.code, one]))
  const path: Organisation[] = []
  for (let at = of.get(code); at !== undefined && !path.includes(at); at = of.get(at.parent ?? ''))
    if (at.level !== 'head_office') path.unshift(at)
  return [
    { title: <a onClick={() => go(undefined)}>{bank}</a> },
    ...path.map((one) => ({ title: <a onClick={() => go(one.code)}>{one.name}</a> })),
  ]
}
