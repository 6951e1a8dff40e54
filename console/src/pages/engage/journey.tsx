import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Alert, Progress } from 'antd'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { type Journey, journeyQuery } from '../../api/journeys.ts'
import { useFormats } from '../../app/format.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { Figures, Page, Panel } from '../../components/page.tsx'
import { ProblemState } from '../../components/problem-state.tsx'
import { useReason } from './contact-reason.ts'
import { JourneyStatus } from './journey-status.tsx'

const JourneyGraph = lazy(() => import('./journey-graph.tsx'))

export function JourneyPage() {
  const { t } = useTranslation()
  const format = useFormats()
  const { key } = useParams({ from: '/signed-in/engage/journeys/$key' })
  const journey = useQuery(journeyQuery(key))
  const title = journey.data === undefined ? key : format.name(journey.data.name)
  return (
    <Page
      title={title}
      lead={journey.data?.description}
      scope="engage:read"
      actions={journey.data !== undefined && <Link to="/learn/effects">{t('engage.journeys.toEffect')}</Link>}
    >
      {journey.data !== undefined ? (
        <JourneyView journey={journey.data} />
      ) : (
        <Panel>
          {journey.isError ? (
            <ProblemState error={journey.error} retry={() => void journey.refetch()} />
          ) : (
            <LoadingState />
          )}
        </Panel>
      )}
    </Page>
  )
}

function JourneyView({ journey }: { journey: Journey }) {
  const { t } = useTranslation()
  const format = useFormats()
  const suppressed = Object.values(journey.touches.suppressed).reduce((sum, count) => sum + count, 0)
  return (
    <>
      <Figures
        figures={[
          {
            label: t('engage.journeys.status'),
            value: <JourneyStatus status={journey.status} />,
            note: journey.publishedVersion === null ? '' : `v${journey.publishedVersion}`,
          },
          { label: t('engage.journeys.entered'), value: format.count(journey.entered) },
          { label: t('engage.journeys.inside'), value: format.count(journey.inside) },
          { label: t('engage.journeys.heldOut'), value: format.count(journey.heldOut) },
          { label: t('engage.journeys.converted'), value: format.count(journey.converted) },
          { label: t('engage.journeys.queued'), value: format.count(journey.touches.queued) },
          { label: t('engage.journeys.suppressed'), value: format.count(suppressed) },
          {
            label: t('engage.journeys.lastTick', { value: journey.committedTick }),
            value: format.clock(journey.lastTickAt),
          },
        ]}
      />
      {journey.publishedGraph === null && (
        <Alert
          type="info"
          showIcon
          title={t('engage.journeys.neverPublished')}
          style={{ marginBottom: 12 }}
        />
      )}
      <div className="bn-grid">
        <Panel title={t('engage.journeys.graph')} flush>
          <Suspense fallback={<LoadingState />}>
            <JourneyGraph journey={journey} />
          </Suspense>
        </Panel>
        {suppressed > 0 && (
          <Panel title={t('engage.journeys.suppressedBy')}>
            <Suppressed counts={journey.touches.suppressed} total={suppressed} />
          </Panel>
        )}
      </div>
    </>
  )
}

function Suppressed({ counts, total }: { counts: Readonly<Record<string, number>>; total: number }) {
  const format = useFormats()
  const reasonOf = useReason()
  return (
    <dl className="bn-bars">
      {Object.entries(counts)
        .sort(([, left], [, right]) => right - left)
        .map(([reason, count]) => (
          <div key={reason}>
            <dt>{reasonOf(reason)}</dt>
            <dd>
              <Progress
                percent={(100 * count) / total}
                size="small"
                format={() => format.count(count)}
                status="normal"
              />
            </dd>
          </div>
        ))}
    </dl>
  )
}
