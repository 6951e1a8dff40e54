import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, Empty, Input, Segmented, Timeline } from 'antd'
import { Suspense, lazy, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Journey, type JourneyTrace, traceQuery } from '../../../api/journeys.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { useMay } from '../../../components/page.tsx'
import { ForbiddenState, ProblemState } from '../../../components/problem-state.tsx'
import { useChannelName } from '../channel-name.ts'
import { useReason } from '../contact-reason.ts'
import type { Visit } from '../journey-canvas/cards.ts'
import { entryId } from '../journey-canvas/model/graph.ts'
import type { Sentences } from '../journey-canvas/sentences.ts'
import { runningDocument } from './running-document.ts'
import { useStepReason } from './step-reason.ts'

const FlowView = lazy(() => import('./flow-view.tsx'))

/** One customer's way through the journey, with times and reasons; or why there is none. */
export function TraceTab({ journey, sentences }: { journey: Journey; sentences: Sentences }) {
  const { t } = useTranslation()
  const may = useMay('customers:read')
  const [{ customer = '' }, change] = useFilters()
  const trace = useQuery(traceQuery(journey.key, may ? customer : ''))
  if (!may) return <ForbiddenState scope="customers:read" />
  return (
    <>
      <div className="bn-toolbar" role="search">
        <Input.Search
          allowClear
          enterButton
          aria-label={t('journeys.trace.search')}
          placeholder={t('journeys.trace.search')}
          style={{ width: 300 }}
          defaultValue={customer}
          onSearch={(value) => change({ customer: value.trim() })}
        />
      </div>
      {customer === '' ? (
        <div className="bn-panel">
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('journeys.trace.help')} />
        </div>
      ) : trace.isError ? (
        <div className="bn-panel">
          <ProblemState error={trace.error} retry={() => void trace.refetch()} />
        </div>
      ) : trace.data === undefined ? (
        <LoadingState />
      ) : (
        <Trace key={customer} trace={trace.data} journey={journey} sentences={sentences} />
      )}
    </>
  )
}

type Passage = JourneyTrace['passages'][number]

function visitsOf({ steps, state, node }: Passage): ReadonlyMap<string, Visit> {
  const visits = new Map<string, Visit>()
  const [first] = steps
  if (first !== undefined) visits.set(entryId, { order: 0, at: first.at, here: false })
  steps.forEach((step, place) =>
    visits.set(step.node, { order: place + 1, at: step.at, here: state === 'inside' && step.node === node }),
  )
  return visits
}

function Trace({
  trace,
  journey,
  sentences,
}: {
  trace: JourneyTrace
  journey: Journey
  sentences: Sentences
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const [place, setPlace] = useState(0)
  const passage = trace.passages[place]
  const { graph, layout } = useMemo(() => runningDocument(journey), [journey])
  const visits = useMemo(() => (passage === undefined ? undefined : visitsOf(passage)), [passage])
  return (
    <div className="bn-trace">
      <div className="bn-panel">
        <div className="bn-panel-body">
          <h3>
            {trace.number === '' ? (
              trace.customer
            ) : (
              <Link to="/understand/customers/$number" params={{ number: trace.number }}>
                {trace.number}
              </Link>
            )}{' '}
            · {t(`journeys.trace.states.${trace.state}`)}
          </h3>
          {trace.passages.length > 1 && (
            <Segmented
              size="small"
              value={place}
              options={trace.passages.map((one, number) => ({
                value: number,
                label: format.time(one.enteredAt),
              }))}
              onChange={setPlace}
            />
          )}
          {trace.whyNot.length > 0 && (
            <Alert
              type="info"
              showIcon
              title={
                trace.state === 'never_entered' ? t('journeys.trace.whyNot') : t('journeys.trace.whyNotAgain')
              }
              description={
                <ul>
                  {trace.whyNot.map(({ code, message }) => (
                    <li key={code}>{format.name(message)}</li>
                  ))}
                </ul>
              }
            />
          )}
          {passage !== undefined && <Steps passage={passage} />}
        </div>
      </div>
      <div className="bn-panel">
        <Suspense fallback={<LoadingState />}>
          <FlowView
            graph={graph}
            layout={layout}
            sentences={sentences}
            label={t('journeys.trace.map')}
            height="100%"
            {...(visits === undefined ? {} : { visits })}
          />
        </Suspense>
      </div>
    </div>
  )
}

function Steps({ passage }: { passage: Passage }) {
  const { t } = useTranslation()
  const format = useFormats()
  const reasonOf = useReason()
  const channelName = useChannelName()
  const why = useStepReason()
  return (
    <Timeline
      className="bn-trace-steps"
      items={passage.steps.map((step) => ({
        key: `${step.tick} ${step.node}`,
        content: (
          <div data-testid={`trace-${step.node}`}>
            <b>{step.node.startsWith('$') ? t(`journeys.terminals.${step.node as '$goal'}`) : step.node}</b>{' '}
            <small className="bn-quiet">
              {format.time(step.at)} · v{step.version}
            </small>
            <p>{why(step.why)}</p>
            {step.touches.map((touch) => (
              <p key={touch.touch} className="bn-trace-touch" data-outcome={touch.outcome}>
                {channelName(touch.channel)} · {touch.template} ·{' '}
                {touch.outcome === 'suppressed'
                  ? reasonOf(touch.reason)
                  : t(`journeys.contacts.${touch.outcome === 'held' ? 'held' : 'queued'}`)}
                {touch.receipts.map(({ status, at }) => (
                  <span key={`${status} ${at}`}>
                    {' → '}
                    {status} {format.time(at)}
                  </span>
                ))}
              </p>
            ))}
          </div>
        ),
      }))}
    />
  )
}
