import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, Button } from 'antd'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type LibraryJourney, libraryJourneyQuery } from '../../../api/journey-library.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { readGraph } from '../journey-canvas/model/written.ts'
import { useSentences } from '../journey-canvas/sentences.ts'
import { LibraryParts } from './library-parts.tsx'
import { LibraryState } from './library-state.tsx'
import { useLibraryFacts } from './use-library-facts.ts'
import { useLibraryNames } from './use-library-names.ts'
import { UseJourneyDialog } from './use-journey-dialog.tsx'

const FlowView = lazy(() => import('../journey-live/flow-view.tsx'))

/** One ready journey: what it does, what it needs here, and what it brings. */
export function LibraryDetails({ journey }: { journey: string }) {
  const found = useQuery(libraryJourneyQuery(journey))
  if (found.data !== undefined) return <Details journey={found.data} />
  if (found.isError) return <ProblemState error={found.error} retry={() => void found.refetch()} />
  return <LoadingState />
}

function Details({ journey }: { journey: LibraryJourney }) {
  const { t } = useTranslation()
  const format = useFormats()
  const mayWrite = useMay('engage:write')
  const facts = useLibraryFacts(journey)
  const sentences = useSentences(useLibraryNames(journey))
  const { graph, layout } = useMemo(() => readGraph(journey.graph), [journey.graph])
  const [naming, setNaming] = useState(false)
  return (
    <div className="bn-library-details" data-testid="library-details">
      <header>
        <div>
          <h2>{format.name(journey.name)}</h2>
          <p className="bn-quiet">
            <span className="bn-code">{journey.key}</span>
            {' · '}
            {[t(`journeyLibrary.stages.${journey.stage}`), ...facts].join(' · ')}
          </p>
        </div>
        {mayWrite && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setNaming(true)}>
            {t('journeyLibrary.use')}
          </Button>
        )}
      </header>
      <p>{format.text(journey.description)}</p>
      {journey.ready ? (
        <div>
          <LibraryState item={journey} />
        </div>
      ) : (
        <Alert
          type="warning"
          showIcon
          title={t('journeyLibrary.missing.title')}
          description={<LibraryState item={journey} />}
        />
      )}
      {journey.added && (
        <p>
          {t('journeyLibrary.addedAs')}{' '}
          <Link to="/engage/journeys/$key" params={{ key: journey.key }}>
            {t('journeyLibrary.open')}
          </Link>
        </p>
      )}
      <Suspense fallback={<LoadingState />}>
        <FlowView
          graph={graph}
          layout={layout}
          sentences={sentences}
          label={t('engage.journeys.graph')}
          height={400}
        />
      </Suspense>
      <LibraryParts journey={journey} />
      {naming && <UseJourneyDialog journey={journey} onClose={() => setNaming(false)} />}
    </div>
  )
}
