import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { GraphCounts, Journey } from '../../../api/journeys.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { readGraph } from '../journey-canvas/model/written.ts'
import type { Sentences } from '../journey-canvas/sentences.ts'
import { countsOf } from './counts-of.ts'
import { NodePanel } from './node-panel.tsx'

const FlowView = lazy(() => import('./flow-view.tsx'))

/** The draft with the counts of a trial on it; beside it the chosen step, or what `children` say of the whole. */
export function TrialMap(props: {
  journey: Journey
  sentences: Sentences
  counts: GraphCounts
  label: string
  children: ReactNode
}) {
  const { t } = useTranslation()
  const { journey, sentences, counts, label, children } = props
  const [chosen, setChosen] = useState<string>()
  const { graph, layout } = useMemo(() => readGraph(journey.graph), [journey.graph])
  const shown = useMemo(() => countsOf(counts), [counts])
  return (
    <div className="bn-live-map">
      <Suspense fallback={<LoadingState />}>
        <FlowView
          graph={graph}
          layout={layout}
          sentences={sentences}
          label={label}
          height="100%"
          counts={shown}
          chosen={chosen}
          onChoose={setChosen}
        />
      </Suspense>
      <aside>
        {chosen !== undefined ? (
          <NodePanel
            key={chosen}
            live={false}
            journey={journey.key}
            id={chosen}
            graph={graph}
            counts={counts}
            sentences={sentences}
          />
        ) : (
          <>
            {children}
            <p className="bn-quiet" style={{ padding: '0 12px' }}>
              {t('journeys.live.chooseStep')}
            </p>
          </>
        )}
      </aside>
    </div>
  )
}
