import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Alert, Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { countsQuery, type Journey, journeyQuery } from '../../api/journeys.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { Figures, Page, Panel } from '../../components/page.tsx'
import { ProblemState } from '../../components/problem-state.tsx'
import { useChannelName } from './channel-name.ts'
import { useJourneyNames } from './journey-canvas/journey-names.ts'
import { useSentences } from './journey-canvas/sentences.ts'
import { BenefitsTab } from './journey-live/benefits-tab.tsx'
import { CancelReport } from './journey-live/cancel-report.tsx'
import { DryRunTab } from './journey-live/dry-run-tab.tsx'
import { JourneyActions } from './journey-live/journey-actions.tsx'
import { MapTab } from './journey-live/map-tab.tsx'
import { SimulationTab } from './journey-live/simulation-tab.tsx'
import { TicksTab } from './journey-live/ticks-tab.tsx'
import { TraceTab } from './journey-live/trace-tab.tsx'
import { VersionsTab } from './journey-live/versions-tab.tsx'
import { WebhooksTab } from './journey-live/webhooks-tab.tsx'
import { JourneyStatus } from './journey-status.tsx'

export function JourneyPage() {
  const { t } = useTranslation()
  const format = useFormats()
  const { key } = useParams({ from: '/signed-in/engage/journeys/$key' })
  const journey = useQuery(journeyQuery(key))
  return (
    <Page
      title={journey.data === undefined ? key : format.name(journey.data.name)}
      lead={format.text(journey.data?.description ?? '')}
      scope="engage:read"
      actions={
        journey.data !== undefined && (
          <>
            {hasStep(journey.data, 'lead') && (
              <Link to="/engage/tasks" search={{ journey: key }}>
                {t('journeys.actions.leads')}
              </Link>
            )}
            {journey.data.publishedVersion !== null && (
              <Link to="/learn/effects/$journey" params={{ journey: key }}>
                {t('engage.journeys.toEffect')}
              </Link>
            )}
            <JourneyActions journey={journey.data} />
          </>
        )
      }
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
  const [{ tab = 'map' }, change] = useFilters()
  const names = useJourneyNames()
  const sentences = useSentences(names)
  return (
    <>
      <LiveFigures journey={journey} />
      <HeldBack journey={journey} />
      {journey.publishedGraph === null && (
        <Alert
          type="info"
          showIcon
          title={t('engage.journeys.neverPublished')}
          style={{ marginBottom: 12 }}
        />
      )}
      <Tabs
        size="small"
        activeKey={tab}
        onChange={(next) => change({ tab: next === 'map' ? undefined : next, state: undefined })}
        destroyOnHidden
        items={[
          {
            key: 'map',
            label: t('journeys.tabs.map'),
            children: <MapTab journey={journey} sentences={sentences} />,
          },
          {
            key: 'dry-run',
            label: t('journeys.tabs.dryRun'),
            children: <DryRunTab journey={journey} sentences={sentences} />,
          },
          {
            key: 'simulation',
            label: t('journeys.tabs.simulation'),
            children: <SimulationTab journey={journey} sentences={sentences} />,
          },
          ...(journey.publishedVersion === null
            ? []
            : [
                {
                  key: 'versions',
                  label: t('journeys.tabs.versions'),
                  children: <VersionsTab journey={journey} sentences={sentences} />,
                },
                {
                  key: 'ticks',
                  label: t('journeys.tabs.ticks'),
                  children: <TicksTab journey={journey.key} />,
                },
                {
                  key: 'trace',
                  label: t('journeys.tabs.trace'),
                  children: <TraceTab journey={journey} sentences={sentences} />,
                },
                ...(hasStep(journey, 'benefit')
                  ? [
                      {
                        key: 'benefits',
                        label: t('journeys.tabs.benefits'),
                        children: <BenefitsTab journey={journey.key} />,
                      },
                    ]
                  : []),
                ...(hasStep(journey, 'webhook')
                  ? [
                      {
                        key: 'webhooks',
                        label: t('journeys.tabs.webhooks'),
                        children: <WebhooksTab journey={journey.key} />,
                      },
                    ]
                  : []),
              ]),
          ...(journey.status === 'cancelled'
            ? [
                {
                  key: 'cancellation',
                  label: t('journeys.cancel.report'),
                  children: (
                    <Panel>
                      <CancelReport journey={journey.key} />
                    </Panel>
                  ),
                },
              ]
            : []),
        ]}
      />
    </>
  )
}

/** Does the version that runs have such a step? */
const hasStep = ({ publishedGraph }: Journey, type: 'lead' | 'benefit' | 'webhook') =>
  Object.values(publishedGraph?.nodes ?? {}).some((node) => node.type === type)

/** Messages at which customers wait for room in an outbox. */
function HeldBack({ journey }: { journey: Journey }) {
  const { t } = useTranslation()
  const format = useFormats()
  const nameOf = useChannelName()
  return journey.heldBack.map(({ version, node, channels, customers }) => (
    <Alert
      key={`${version}/${node}`}
      type="warning"
      showIcon
      title={t('engage.journeys.heldBack', {
        node,
        customers: format.count(customers),
        channels: channels.map(nameOf).join(', '),
      })}
      style={{ marginBottom: 12 }}
    />
  ))
}

function LiveFigures({ journey }: { journey: Journey }) {
  const { t } = useTranslation()
  const format = useFormats()
  const counts = useQuery({
    ...countsQuery(journey.key, journey.status === 'running'),
    enabled: journey.publishedVersion !== null,
  })
  const now = counts.data ?? journey
  const suppressed = Object.values(journey.touches.suppressed).reduce((sum, count) => sum + count, 0)
  return (
    <Figures
      figures={[
        {
          label: t('engage.journeys.status'),
          value: <JourneyStatus status={journey.status} />,
          note: journey.publishedVersion === null ? '' : `v${journey.publishedVersion}`,
        },
        { label: t('engage.journeys.entered'), value: format.count(now.entered) },
        { label: t('engage.journeys.inside'), value: format.count(now.inside) },
        { label: t('engage.journeys.heldOut'), value: format.count(now.heldOut) },
        { label: t('engage.journeys.converted'), value: format.count(now.converted) },
        { label: t('engage.journeys.queued'), value: format.count(journey.touches.queued) },
        { label: t('engage.journeys.suppressed'), value: format.count(suppressed) },
        {
          label: t('engage.journeys.lastTick', { value: now.committedTick }),
          value: format.clock(journey.lastTickAt),
        },
      ]}
    />
  )
}
