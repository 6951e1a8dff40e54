import { PlusOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type JourneySummary, journeysQuery } from '../../api/journeys.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { Clip } from '../../components/clip.tsx'
import { CursorTable } from '../../components/cursor-table.tsx'
import { ChoiceFilter, FilterBar, TextFilter } from '../../components/filter-bar.tsx'
import { NameAndKey } from '../../components/name-and-key.tsx'
import { Page, useMay } from '../../components/page.tsx'
import { NewJourneyDialog } from './journey-live/new-journey-dialog.tsx'
import { JourneyStatus } from './journey-status.tsx'

const statuses = ['draft', 'running', 'paused', 'finished', 'cancelled'] as const

export function JourneysPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const may = useMay('engage:write')
  const [naming, setNaming] = useState(false)
  return (
    <Page
      title={t('common.pages.journeys')}
      lead={t('engage.journeys.lead')}
      scope="engage:read"
      actions={
        may && (
          <>
            <Button onClick={() => void navigate({ to: '/engage/journey-library' })}>
              {t('journeyLibrary.fromLibrary')}
            </Button>
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setNaming(true)}>
              {t('journeys.new')}
            </Button>
          </>
        )
      }
    >
      <Journeys />
      {naming && <NewJourneyDialog onClose={() => setNaming(false)} />}
    </Page>
  )
}

function Journeys() {
  const { t } = useTranslation()
  const format = useFormats()
  const navigate = useNavigate()
  const [filters] = useFilters()
  const status = statuses.find((one) => one === filters['status'])
  const archived = filters['status'] === 'archived'
  const journeys = useQuery({
    ...journeysQuery({
      cursor: filters['cursor'],
      search: filters['search'],
      status,
      ...(archived ? { archived: 'true' } : {}),
    }),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  })
  const columns: TableColumnsType<JourneySummary> = [
    {
      title: t('engage.journeys.name'),
      key: 'name',
      render: (_, journey) => <NameAndKey name={journey.name} id={journey.key} />,
    },
    {
      title: t('engage.journeys.status'),
      dataIndex: 'status',
      render: (value: JourneySummary['status']) => <JourneyStatus status={value} />,
    },
    {
      title: t('journeys.entry.kind'),
      key: 'entry',
      render: (_, { entry, segment }) => (
        <div className="bn-name">
          <span>{t(`journeys.entry.types.${entry}`)}</span>
          {segment !== null && (
            <small className="bn-code">
              <Clip width={180} text={segment} />
            </small>
          )}
        </div>
      ),
    },
    { title: t('engage.journeys.entered'), dataIndex: 'entered', align: 'right', render: format.count },
    { title: t('engage.journeys.inside'), dataIndex: 'inside', align: 'right', render: format.count },
    { title: t('engage.journeys.heldOut'), dataIndex: 'heldOut', align: 'right', render: format.count },
    { title: t('engage.journeys.converted'), dataIndex: 'converted', align: 'right', render: format.count },
    {
      title: t('journeys.fields.priority'),
      dataIndex: 'priority',
      align: 'right',
    },
    {
      title: t('engage.journeys.version'),
      dataIndex: 'publishedVersion',
      align: 'right',
      render: (version: number | null) => (version === null ? '—' : `v${version}`),
    },
    { title: t('engage.journeys.lastTickAt'), dataIndex: 'lastTickAt', render: format.time },
  ]
  return (
    <>
      <FilterBar names={['search', 'status']} refresh={() => void journeys.refetch()}>
        <TextFilter name="search" label={t('journeys.search')} width={240} />
        <ChoiceFilter
          name="status"
          label={t('engage.journeys.status')}
          options={[
            ...statuses.map((value) => ({ value, label: t(`engage.journeys.statuses.${value}`) })),
            { value: 'archived', label: t('journeys.archived') },
          ]}
        />
      </FilterBar>
      <CursorTable
        label={t('common.pages.journeys')}
        query={journeys}
        columns={columns}
        rowKey={(journey) => journey.key}
        onOpen={(journey) => void navigate({ to: '/engage/journeys/$key', params: { key: journey.key } })}
        filtered={filters['search'] !== undefined || filters['status'] !== undefined}
        empty={t('engage.journeys.empty')}
      />
    </>
  )
}
