import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Drawer, Empty } from 'antd'
import { useTranslation } from 'react-i18next'
import { type LibraryItem, libraryQuery } from '../../../api/journey-library.ts'
import { useFilters } from '../../../app/search.ts'
import { ChoiceFilter, FilterBar, TextFilter } from '../../../components/filter-bar.tsx'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Page, Panel } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import './journey-library.css'
import { LibraryCard } from './library-card.tsx'
import { LibraryDetails } from './library-details.tsx'

const stages = [
  'welcome',
  'grow',
  'keep',
  'care',
  'win_back',
] as const satisfies readonly LibraryItem['stage'][]
const filterNames = ['search', 'stage'] as const

export function JourneyLibraryPage() {
  const { t } = useTranslation()
  return (
    <Page
      title={t('common.pages.journeyLibrary')}
      lead={t('journeyLibrary.lead')}
      scope="engage:read"
      actions={<Link to="/engage/journeys">{t('journeyLibrary.toJourneys')}</Link>}
    >
      <Library />
    </Page>
  )
}

function Library() {
  const { t } = useTranslation()
  const [filters, change] = useFilters()
  const stage = stages.find((one) => one === filters['stage'])
  const search = filters['search']
  const library = useQuery({
    ...libraryQuery({
      ...(stage === undefined ? {} : { stage }),
      ...(search === undefined ? {} : { search }),
    }),
    placeholderData: keepPreviousData,
  })
  const opened = filters['journey']
  return (
    <>
      <FilterBar names={filterNames} refresh={() => void library.refetch()}>
        <TextFilter name="search" label={t('journeyLibrary.search')} width={240} />
        <ChoiceFilter
          name="stage"
          label={t('journeyLibrary.stage')}
          options={stages.map((value) => ({ value, label: t(`journeyLibrary.stages.${value}`) }))}
        />
      </FilterBar>
      {library.data !== undefined ? (
        <Cards
          items={library.data.items}
          filtered={filterNames.some((name) => filters[name] !== undefined)}
          stale={library.isPlaceholderData}
          onOpen={(journey) => change({ journey })}
        />
      ) : (
        <Panel>
          {library.isError ? (
            <ProblemState error={library.error} retry={() => void library.refetch()} />
          ) : (
            <LoadingState />
          )}
        </Panel>
      )}
      <Drawer
        open={opened !== undefined}
        size={980}
        title={t('journeyLibrary.journey')}
        onClose={() => change({ journey: undefined })}
        destroyOnHidden
      >
        {opened !== undefined && <LibraryDetails key={opened} journey={opened} />}
      </Drawer>
    </>
  )
}

function Cards(props: {
  items: readonly LibraryItem[]
  filtered: boolean
  stale: boolean
  onOpen: (key: string) => void
}) {
  const { t } = useTranslation()
  if (props.items.length === 0)
    return (
      <Panel>
        <Empty
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          description={props.filtered ? t('state.emptyFiltered') : t('journeyLibrary.empty')}
        />
      </Panel>
    )
  return (
    <div className="bn-library" aria-busy={props.stale}>
      {stages
        .map((stage) => ({ stage, items: props.items.filter((item) => item.stage === stage) }))
        .filter(({ items }) => items.length > 0)
        .map(({ stage, items }) => (
          <section key={stage} aria-labelledby={`stage-${stage}`} data-testid={`stage-${stage}`}>
            <h2 id={`stage-${stage}`}>
              {t(`journeyLibrary.stages.${stage}`)} <small className="bn-quiet">{items.length}</small>
            </h2>
            <p className="bn-quiet">{t(`journeyLibrary.stageHelp.${stage}`)}</p>
            <ul>
              {items.map((item) => (
                <li key={item.key}>
                  <LibraryCard item={item} onOpen={() => props.onOpen(item.key)} />
                </li>
              ))}
            </ul>
          </section>
        ))}
    </div>
  )
}
