import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Drawer, type TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import { type EventDefinition, eventDefinitionsQuery } from '../../api/event-definitions.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { CursorTable } from '../../components/cursor-table.tsx'
import { ChoiceFilter, FilterBar, TextFilter } from '../../components/filter-bar.tsx'
import { Page } from '../../components/page.tsx'
import { StatusDot, type Tone } from '../../components/status-dot.tsx'
import { EventDetails } from './event-details.tsx'

const statuses = ['learnt', 'approved', 'blocked'] as const
const tones: Record<EventDefinition['status'], Tone> = { learnt: 'busy', approved: 'good', blocked: 'bad' }

export function EventDefinitionsPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('common.pages.events')} lead={t('collect.events.lead')} scope="collect:read">
      <EventDefinitions />
    </Page>
  )
}

function EventDefinitions() {
  const { t } = useTranslation()
  const format = useFormats()
  const [filters, change] = useFilters()
  const { cursor, search, event } = filters
  const status = statuses.find((one) => one === filters['status'])
  const definitions = useQuery({
    ...eventDefinitionsQuery({ cursor, search, status }),
    placeholderData: keepPreviousData,
  })
  const columns: TableColumnsType<EventDefinition> = [
    { title: t('collect.events.name'), dataIndex: 'name', className: 'bn-code' },
    {
      title: t('collect.events.title'),
      dataIndex: 'title',
      render: (title: string) => (title === '' ? '—' : title),
    },
    {
      title: t('collect.events.status'),
      dataIndex: 'status',
      render: (value: EventDefinition['status']) => (
        <StatusDot tone={tones[value]}>{t(`collect.events.statuses.${value}`)}</StatusDot>
      ),
    },
    {
      title: t('collect.events.properties'),
      dataIndex: 'properties',
      align: 'right',
      render: (properties: unknown[]) => format.count(properties.length),
    },
    { title: t('collect.events.firstSeen'), dataIndex: 'firstSeen', render: format.time },
    { title: t('collect.events.lastSeen'), dataIndex: 'lastSeen', render: format.time },
  ]
  return (
    <>
      <FilterBar names={['search', 'status']} refresh={() => void definitions.refetch()}>
        <TextFilter name="search" label={t('collect.events.search')} />
        <ChoiceFilter
          name="status"
          label={t('collect.events.status')}
          options={statuses.map((value) => ({ value, label: t(`collect.events.statuses.${value}`) }))}
        />
      </FilterBar>
      <CursorTable
        label={t('common.pages.events')}
        query={definitions}
        columns={columns}
        rowKey={(definition) => definition.name}
        filtered={search !== undefined || status !== undefined}
        onOpen={(definition) => change({ cursor, event: definition.name })}
        empty={t('collect.events.empty')}
      />
      <Drawer
        open={event !== undefined}
        size={680}
        title={<span className="bn-code">{event}</span>}
        onClose={() => change({ cursor, event: undefined })}
      >
        {event !== undefined && <EventDetails name={event} />}
      </Drawer>
    </>
  )
}
