import { useQuery } from '@tanstack/react-query'
import { Suspense, lazy, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { countsQuery, type Journey } from '../../../api/journeys.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import type { Sentences } from '../journey-canvas/sentences.ts'
import { countsOf } from './counts-of.ts'
import { NodePanel } from './node-panel.tsx'
import { runningDocument } from './running-document.ts'
import { SummaryPanel } from './summary-panel.tsx'

const FlowView = lazy(() => import('./flow-view.tsx'))

/** The published graph with live counts; a chosen step shows its details beside it. */
export function MapTab({ journey, sentences }: { journey: Journey; sentences: Sentences }) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<string>()
  const refresh = journey.status === 'running'
  const published = journey.publishedVersion !== null
  const counts = useQuery({ ...countsQuery(journey.key, refresh), enabled: published })
  const { graph, layout } = useMemo(() => runningDocument(journey), [journey])
  const shown = useMemo(() => (counts.data === undefined ? undefined : countsOf(counts.data)), [counts.data])
  return (
    <div className="bn-live-map">
      <Suspense fallback={<LoadingState />}>
        <FlowView
          key={journey.publishedVersion}
          graph={graph}
          layout={layout}
          sentences={sentences}
          label={t('engage.journeys.graph')}
          height="100%"
          chosen={chosen}
          onChoose={setChosen}
          {...(shown === undefined ? {} : { counts: shown })}
        />
      </Suspense>
      <aside>
        {!published ? (
          <p className="bn-node-panel bn-quiet">{t('journeys.live.draftOnly')}</p>
        ) : counts.isError && counts.data === undefined ? (
          <ProblemState error={counts.error} retry={() => void counts.refetch()} />
        ) : counts.data === undefined ? (
          <LoadingState />
        ) : chosen !== undefined ? (
          <NodePanel
            key={chosen}
            live
            journey={journey.key}
            id={chosen}
            graph={graph}
            counts={counts.data}
            sentences={sentences}
          />
        ) : (
          <SummaryPanel journey={journey.key} counts={counts.data} refresh={refresh} />
        )}
      </aside>
    </div>
  )
}
