import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import { type JourneySummary, journeysQuery } from '../../api/journeys.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { CursorTable } from '../../components/cursor-table.tsx'
import { NameAndKey } from '../../components/name-and-key.tsx'
import { Page } from '../../components/page.tsx'
import { JourneyStatus } from './journey-status.tsx'

export function JourneysPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('common.pages.journeys')} lead={t('engage.journeys.lead')} scope="engage:read">
      <Journeys />
    </Page>
  )
}

function Journeys() {
  const { t } = useTranslation()
  const format = useFormats()
  const navigate = useNavigate()
  const [{ cursor }] = useFilters()
  const journeys = useQuery({
    ...journeysQuery({ cursor }),
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
      render: (status: JourneySummary['status']) => <JourneyStatus status={status} />,
    },
    { title: t('engage.journeys.segment'), dataIndex: 'segment', className: 'bn-code' },
    { title: t('engage.journeys.entered'), dataIndex: 'entered', align: 'right', render: format.count },
    { title: t('engage.journeys.inside'), dataIndex: 'inside', align: 'right', render: format.count },
    { title: t('engage.journeys.heldOut'), dataIndex: 'heldOut', align: 'right', render: format.count },
    { title: t('engage.journeys.converted'), dataIndex: 'converted', align: 'right', render: format.count },
    {
      title: t('engage.journeys.version'),
      dataIndex: 'publishedVersion',
      align: 'right',
      render: (version: number | null) => (version === null ? '—' : `v${version}`),
    },
    { title: t('engage.journeys.lastTickAt'), dataIndex: 'lastTickAt', render: format.time },
  ]
  return (
    <CursorTable
      label={t('common.pages.journeys')}
      query={journeys}
      columns={columns}
      rowKey={(journey) => journey.key}
      onOpen={(journey) => void navigate({ to: '/engage/journeys/$key', params: { key: journey.key } })}
      empty={t('engage.journeys.empty')}
    />
  )
}
