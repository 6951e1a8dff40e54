import { Table, type TableColumnsType } from 'antd'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { Effect, MetricResult } from '../../api/effects.ts'
import { useFormats } from '../../app/format.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { Panel } from '../../components/page.tsx'
import { StatusDot } from '../../components/status-dot.tsx'
import { CupedSwitch, useCuped } from './effect-result.tsx'
import { differenceText, liftText, valueText } from './effect-texts.ts'

const ForestPlot = lazy(() => import('./forest-plot.tsx'))

/** Every metric with its interval: the primary one, the secondary with corrected p values, the guardrails. */
export function MetricsTab({ effect }: { effect: Effect }) {
  const { t } = useTranslation()
  const format = useFormats()
  const [cupedOn] = useCuped()
  const shownOf = (metric: MetricResult) =>
    cupedOn && metric.cuped !== null ? metric.cuped : metric.comparison
  const relativeOf = (metric: MetricResult) =>
    cupedOn && metric.cuped !== null ? metric.cuped.relative : metric.relative
  const columns: TableColumnsType<MetricResult> = [
    {
      title: t('learn.effect.columns.metric'),
      key: 'metric',
      render: (_, { name, key }) => (
        <>
          {format.name(name)} <span className="bn-code bn-quiet">{key}</span>
        </>
      ),
    },
    {
      title: t('learn.effect.columns.role'),
      key: 'role',
      render: (_, { role }) => t(`learn.effect.roles.${role}`),
    },
    ...(['treated', 'holdout'] as const).map((side) => ({
      title: t(`learn.effect.columns.${side}`),
      key: side,
      align: 'right' as const,
      render: (_: unknown, metric: MetricResult) => valueText(format, metric.unit, metric[side]),
    })),
    {
      title: t('learn.effect.columns.difference'),
      key: 'difference',
      align: 'right',
      sorter: (a, b) => (shownOf(a)?.statistic ?? 0) - (shownOf(b)?.statistic ?? 0),
      render: (_, metric) => <b>{differenceText(format, metric.unit, shownOf(metric)?.difference)}</b>,
    },
    {
      title: t('learn.effect.columns.interval'),
      key: 'interval',
      align: 'right',
      render: (_, metric) => {
        const shown = shownOf(metric)
        return shown === null
          ? '—'
          : `${differenceText(format, metric.unit, shown.low)} … ${differenceText(format, metric.unit, shown.high)}`
      },
    },
    {
      title: t('learn.effect.columns.relative'),
      key: 'relative',
      align: 'right',
      render: (_, metric) => {
        const relative = relativeOf(metric)
        return relative === null ? (
          '—'
        ) : (
          <>
            {liftText(format, relative.lift)}{' '}
            <span className="bn-quiet">
              {liftText(format, relative.low)} … {liftText(format, relative.high)}
            </span>
          </>
        )
      },
    },
    {
      title: t('learn.effect.columns.p'),
      key: 'p',
      align: 'right',
      render: (_, metric) => format.probability(shownOf(metric)?.p),
    },
    {
      title: t('learn.effect.columns.corrected'),
      key: 'corrected',
      align: 'right',
      render: (_, { correctedP }) => format.probability(correctedP),
    },
    {
      title: t('learn.effect.columns.any'),
      key: 'any',
      align: 'right',
      render: (_, { sequential }) => format.probability(sequential?.p),
    },
    {
      title: t('learn.effect.columns.reduction'),
      key: 'reduction',
      align: 'right',
      render: (_, { cuped }) =>
        cuped === null
          ? '—'
          : `${cuped.varianceReduction > 0 ? '−' : ''}${format.share(cuped.varianceReduction)}`,
    },
    {
      title: t('learn.effect.columns.finding'),
      key: 'finding',
      render: (_, metric) => <Finding metric={metric} />,
    },
  ]
  const shares = effect.metrics.flatMap((metric) => {
    const shown = shownOf(metric)
    return metric.unit === 'share' && shown !== null ? [{ label: format.name(metric.name), ...shown }] : []
  })
  return (
    <>
      {shares.length > 1 && (
        <div style={{ marginBottom: 12 }}>
          <Panel title={t('learn.effect.columns.shares')}>
            <Suspense fallback={<LoadingState />}>
              <ForestPlot unit="share" label={t('learn.effect.columns.shares')} rows={shares} />
            </Suspense>
          </Panel>
        </div>
      )}
      <Panel title={<CupedSwitch />}>
        <Table
          size="small"
          rowKey="key"
          pagination={false}
          dataSource={effect.metrics}
          columns={columns}
          scroll={{ x: 'max-content' }}
        />
        <p className="bn-quiet" style={{ margin: '8px 0 0' }}>
          {t(`learn.effect.correction.${effect.plan.correction}`)}
        </p>
      </Panel>
    </>
  )
}

/** What may be said: of a guardrail by its margin, of a secondary metric by its corrected p value. */
function Finding({ metric }: { metric: MetricResult }) {
  const { t } = useTranslation()
  if (metric.guardrail !== null) {
    const tones = { harmed: 'bad', safe: 'good', unclear: 'warn' } as const
    return (
      <StatusDot tone={tones[metric.guardrail]}>{t(`learn.effect.guardrails.${metric.guardrail}`)}</StatusDot>
    )
  }
  const found = metric.comparison
  const p = metric.correctedP ?? found?.p ?? 1
  const good = metric.direction === 'increase' ? 1 : -1
  const finding = found === null || p >= 0.05 ? 'unclear' : found.difference * good > 0 ? 'better' : 'worse'
  const tones = { better: 'good', worse: 'bad', unclear: 'warn' } as const
  return <StatusDot tone={tones[finding]}>{t(`learn.effect.findings.${finding}`)}</StatusDot>
}
