import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { overviewQuery } from '../../api/overview.ts'
import { useFormats } from '../../app/format.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { Page, Panel } from '../../components/page.tsx'
import { ProblemState } from '../../components/problem-state.tsx'
import { Attention } from './attention.tsx'
import { BestEffect } from './best-effect.tsx'
import { LoopPicture } from './loop-picture.tsx'

const EventsPerHour = lazy(() => import('./events-per-hour.tsx'))

/** Banyan's loop with live counts: what comes in, what is known, held back, done, and learnt. */
export function OverviewPage() {
  const { t } = useTranslation()
  const format = useFormats()
  const overview = useQuery(overviewQuery)
  if (overview.data === undefined)
    return (
      <Page title={t('overview.title')}>
        <Panel>
          {overview.isError ? (
            <ProblemState error={overview.error} retry={() => void overview.refetch()} />
          ) : (
            <LoadingState />
          )}
        </Panel>
      </Page>
    )
  const data = overview.data
  return (
    <Page title={t('overview.title')} lead={t('overview.asOf', { at: format.time(data.asOf) })}>
      <section className="bn-panel bn-loop-panel" aria-label={t('overview.title')}>
        <LoopPicture overview={data} />
      </section>
      <div className="bn-grid bn-overview-foot">
        <Panel title={t('overview.perHour')}>
          <Suspense fallback={<div style={{ height: 150 }} />}>
            <EventsPerHour series={data.series.eventsPerHour} />
          </Suspense>
        </Panel>
        <Panel title={t('overview.bestEffect')}>
          <BestEffect best={data.learn.bestLift} />
        </Panel>
        <Panel title={t('overview.attention')}>
          <Attention overview={data} />
        </Panel>
      </div>
    </Page>
  )
}
