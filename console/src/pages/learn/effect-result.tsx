import { Segmented } from 'antd'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { Effect, MetricResult } from '../../api/effects.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { Figures, Panel } from '../../components/page.tsx'
import { ArmsTable } from './arms-table.tsx'
import { SplitPanels } from './effect-splits.tsx'
import { differenceText, liftText, valueText } from './effect-texts.ts'

const ForestPlot = lazy(() => import('./forest-plot.tsx'))
const ReachFunnel = lazy(() => import('./reach-funnel.tsx'))

/** Whether differences are shown after taking out what the time before explains; kept in the address. */
export function useCuped(): readonly [boolean, (on: boolean) => void] {
  const [filters, change] = useFilters()
  return [filters['cuped'] !== 'off', (on) => change({ cuped: on ? undefined : 'off' }, { replace: true })]
}

export function CupedSwitch() {
  const { t } = useTranslation()
  const [on, set] = useCuped()
  return (
    <Segmented
      size="small"
      aria-label={t('learn.effect.cuped.switch')}
      value={on ? 'on' : 'off'}
      onChange={(value) => set(value === 'on')}
      options={(['on', 'off'] as const).map((value) => ({
        value,
        label: `${t('learn.effect.cuped.switch')} ${t(`learn.effect.cuped.${value}`)}`,
      }))}
    />
  )
}

export function ResultTab({ effect }: { effect: Effect }) {
  const { t } = useTranslation()
  const primary = effect.metrics.find(({ role }) => role === 'primary')
  return (
    <>
      <div className="bn-grid bn-halves">
        {primary === undefined ? null : <PrimaryMetric metric={primary} />}
        <Panel title={t('learn.effects.reach')}>
          <Suspense fallback={<LoadingState />}>
            <ReachFunnel arm={effect.treated} />
          </Suspense>
        </Panel>
      </div>
      <div style={{ height: 12 }} />
      <Panel title={t('learn.effects.arms')}>
        <ArmsTable effect={effect} />
      </Panel>
      <SplitPanels effect={effect} />
    </>
  )
}

function PrimaryMetric({ metric }: { metric: MetricResult }) {
  const { t } = useTranslation()
  const format = useFormats()
  const [cupedOn] = useCuped()
  const { comparison, cuped, sequential, unit } = metric
  const shown = cupedOn && cuped !== null ? cuped : comparison
  const relative = cupedOn && cuped !== null ? cuped.relative : metric.relative
  const rows = [
    ...(comparison === null ? [] : [{ label: t('learn.effect.intervals.fixed'), ...comparison }]),
    ...(cuped === null || !cupedOn ? [] : [{ label: t('learn.effect.intervals.cuped'), ...cuped }]),
    ...(sequential === null ? [] : [{ label: t('learn.effect.intervals.sequential'), ...sequential }]),
  ]
  const name = format.name(metric.name)
  return (
    <Panel
      title={
        <span style={{ display: 'flex', justifyContent: 'space-between', gap: 8 }}>
          {t('learn.effect.primary', { name })} <CupedSwitch />
        </span>
      }
    >
      <Figures
        figures={[
          {
            label: t('learn.effect.columns.difference'),
            value: differenceText(format, unit, shown?.difference),
          },
          {
            label: t('learn.effect.columns.relative'),
            value: liftText(format, relative?.lift),
            note: relative && (
              <div>
                {liftText(format, relative.low)} … {liftText(format, relative.high)}
              </div>
            ),
          },
          {
            label: `${t('learn.effect.columns.treated')} / ${t('learn.effect.columns.holdout')}`,
            value: valueText(format, unit, metric.treated),
            note: valueText(format, unit, metric.holdout),
          },
        ]}
      />
      <Suspense fallback={<LoadingState />}>
        <ForestPlot unit={unit} label={name} rows={rows} />
      </Suspense>
      <p className="bn-quiet" style={{ margin: '4px 0 0' }}>
        {shown !== null &&
          t('learn.effects.interval', {
            low: differenceText(format, unit, shown.low),
            high: differenceText(format, unit, shown.high),
            chance: format.probability(shown.p),
          })}
        {'. '}
        {cuped === null
          ? t('learn.effect.cuped.none')
          : t('learn.effect.cuped.reduction', {
              share: format.share(cuped.varianceReduction),
              factor: format.decimal(1 / Math.max(0.001, 1 - cuped.varianceReduction)),
            })}
      </p>
      <p className="bn-quiet" style={{ margin: '4px 0 0' }}>
        {sequential === null
          ? t('learn.effect.intervals.noSequential')
          : `${t('learn.effect.intervals.sequentialHint', { customers: format.count(sequential.customers), chance: format.probability(sequential.p) })}`}
      </p>
    </Panel>
  )
}
