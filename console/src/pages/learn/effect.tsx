import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Alert } from 'antd'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { type Effect, effectQuery } from '../../api/effects.ts'
import { useFormats } from '../../app/format.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { Figures, Page, Panel } from '../../components/page.tsx'
import { ProblemState } from '../../components/problem-state.tsx'
import { ArmsTable } from './arms-table.tsx'
import { Verdict, verdictOf } from './verdict.tsx'

const ForestPlot = lazy(() => import('./forest-plot.tsx'))
const ReachFunnel = lazy(() => import('./reach-funnel.tsx'))

export function EffectPage() {
  const { t } = useTranslation()
  const format = useFormats()
  const { journey } = useParams({ from: '/signed-in/learn/effects/$journey' })
  const effect = useQuery(effectQuery(journey))
  return (
    <Page
      title={effect.data === undefined ? journey : format.name(effect.data.name)}
      lead={
        effect.data &&
        t('learn.effects.computed', { at: format.time(effect.data.computedAt), days: effect.data.windowDays })
      }
      scope="learn:read"
      actions={
        <Link to="/engage/journeys/$key" params={{ key: journey }}>
          {t('learn.effects.toJourney')}
        </Link>
      }
    >
      {effect.data !== undefined ? (
        <EffectView effect={effect.data} />
      ) : (
        <Panel>
          {effect.isError ? (
            <ProblemState error={effect.error} retry={() => void effect.refetch()} />
          ) : (
            <LoadingState />
          )}
        </Panel>
      )}
    </Page>
  )
}

function EffectView({ effect }: { effect: Effect }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { conversion, aum, incremental, sampleRatio } = effect
  const suspicious = verdictOf(effect) === 'suspicious'
  return (
    <>
      <Figures
        figures={[
          { label: t('learn.effects.verdict'), value: <Verdict effect={effect} /> },
          { label: t('learn.effects.lift'), value: format.points(conversion?.difference) },
          { label: t('learn.effects.aum'), value: format.signed(aum?.difference) },
          { label: t('learn.effects.incremental'), value: format.signed(incremental?.conversions) },
          { label: t('learn.effects.incrementalAum'), value: format.short(incremental?.aum) },
        ]}
      />
      {suspicious && sampleRatio !== null && (
        <Alert
          type="error"
          showIcon
          style={{ marginBottom: 12 }}
          title={t('learn.effects.ratioBroken', {
            expected: format.share(sampleRatio.expectedHoldoutShare),
            observed: format.share(sampleRatio.observedHoldoutShare),
          })}
        />
      )}
      <div className="bn-grid bn-halves">
        <Panel title={t('learn.effects.reach')}>
          <Suspense fallback={<LoadingState />}>
            <ReachFunnel arm={effect.treated} />
          </Suspense>
        </Panel>
        <div className="bn-grid" style={{ alignContent: 'start' }}>
          {conversion !== null && (
            <Panel title={t('learn.effects.conversionInterval')}>
              <Suspense fallback={<LoadingState />}>
                <ForestPlot
                  unit="share"
                  label={t('learn.effects.conversionInterval')}
                  rows={[{ label: t('learn.effects.converted'), ...conversion }]}
                />
              </Suspense>
              <Interval
                low={format.points(conversion.low)}
                high={format.points(conversion.high)}
                p={conversion.p}
              />
            </Panel>
          )}
          {aum !== null && (
            <Panel title={t('learn.effects.aumInterval')}>
              <Suspense fallback={<LoadingState />}>
                <ForestPlot
                  unit="money"
                  label={t('learn.effects.aumInterval')}
                  rows={[{ label: t('learn.effects.aum'), ...aum }]}
                />
              </Suspense>
              <Interval low={format.signed(aum.low)} high={format.signed(aum.high)} p={aum.p} />
            </Panel>
          )}
        </div>
      </div>
      <div style={{ height: 12 }} />
      <Panel title={t('learn.effects.arms')}>
        <ArmsTable effect={effect} />
      </Panel>
    </>
  )
}

function Interval({ low, high, p }: { low: string; high: string; p: number }) {
  const { t } = useTranslation()
  const chance = p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`
  return (
    <p className="bn-quiet" style={{ margin: '4px 0 0' }}>
      {t('learn.effects.interval', { low, high, chance })}
    </p>
  )
}
