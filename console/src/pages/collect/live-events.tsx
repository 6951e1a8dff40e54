import { PauseOutlined, PlayCircleOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Drawer, Empty, Table, Tag, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { eventFeedQuery, type FeedEvent } from '../../api/event-feed.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { Clip } from '../../components/clip.tsx'
import { openableRow } from '../../components/cursor-table.tsx'
import { ChoiceFilter, FilterBar, TextFilter } from '../../components/filter-bar.tsx'
import { Page } from '../../components/page.tsx'
import { ProblemState } from '../../components/problem-state.tsx'
import { StatusDot } from '../../components/status-dot.tsx'
import { FeedEventDetails } from './feed-event-details.tsx'
import { sourceIn, useSourceNames } from './source-names.ts'

export function LiveEventsPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('common.pages.feed')} lead={t('collect.feed.lead')} scope="collect:read">
      <LiveEvents />
    </Page>
  )
}

const propertiesText = (properties: FeedEvent['properties']) =>
  Object.entries(properties)
    .map(([key, value]) => `${key}=${value}`)
    .join('  ')

/** Opening the customer does not open the event as well. */
const customerLink = (customer: number) => (
  <Link
    to="/understand/customers/$number"
    params={{ number: `~${customer}` }}
    search={{ tab: 'timeline' }}
    onClick={(event) => event.stopPropagation()}
  >
    #{customer}
  </Link>
)

const keyOf = (event: FeedEvent) => `${event.source}/${event.messageId}/${event.name}`

function LiveEvents() {
  const { t } = useTranslation()
  const format = useFormats()
  const [live, setLive] = useState(true)
  const [opened, setOpened] = useState<FeedEvent>()
  const { nameOf, choices } = useSourceNames()
  const [{ name, source }] = useFilters()
  const feed = useQuery({
    ...eventFeedQuery({ name, source: sourceIn(source), limit: 100 }, live),
    placeholderData: keepPreviousData,
  })
  const columns: TableColumnsType<FeedEvent> = [
    { title: t('collect.received'), dataIndex: 'received', render: format.time },
    { title: t('collect.event'), dataIndex: 'name', className: 'bn-code' },
    { title: t('collect.feed.kind'), dataIndex: 'kind', render: (kind: string) => <Tag>{kind}</Tag> },
    { title: t('collect.customer'), dataIndex: 'customer', align: 'right', render: customerLink },
    { title: t('collect.source'), dataIndex: 'source', render: nameOf },
    { title: t('collect.channel'), dataIndex: 'channel' },
    {
      title: t('collect.feed.properties'),
      dataIndex: 'properties',
      className: 'bn-code',
      render: (properties: FeedEvent['properties']) => <Clip width={430} text={propertiesText(properties)} />,
    },
  ]
  return (
    <>
      <FilterBar names={['name', 'source']}>
        <Button icon={live ? <PauseOutlined /> : <PlayCircleOutlined />} onClick={() => setLive(!live)}>
          {live ? t('collect.feed.pause') : t('collect.feed.resume')}
        </Button>
        <StatusDot tone={live ? 'good' : 'quiet'}>
          {live ? t('collect.feed.live') : t('collect.feed.paused')}
        </StatusDot>
        <TextFilter name="name" label={t('collect.events.search')} />
        <ChoiceFilter name="source" label={t('collect.source')} options={choices} />
      </FilterBar>
      <div className="bn-panel">
        {feed.isError && feed.data === undefined ? (
          <ProblemState error={feed.error} retry={() => void feed.refetch()} />
        ) : (
          <Table
            size="small"
            aria-label={t('common.pages.feed')}
            columns={columns}
            dataSource={feed.data?.items ?? []}
            rowKey={keyOf}
            loading={feed.isPending}
            pagination={false}
            scroll={{ x: 'max-content' }}
            onRow={(event) => openableRow(() => setOpened(event))}
            locale={{
              emptyText: feed.isPending ? (
                ' '
              ) : (
                <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('collect.feed.empty')} />
              ),
            }}
          />
        )}
      </div>
      <Drawer
        open={opened !== undefined}
        size={620}
        title={<span className="bn-code">{opened?.name}</span>}
        onClose={() => setOpened(undefined)}
      >
        {opened !== undefined && <FeedEventDetails event={opened} source={nameOf(opened.source)} />}
      </Drawer>
    </>
  )
}
