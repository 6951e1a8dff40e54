import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Drawer, type TableColumnsType, Tag, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { sourceCountsQuery } from '../../api/event-feed.ts'
import { type Source, sourcesQuery } from '../../api/sources.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { CursorTable } from '../../components/cursor-table.tsx'
import { Page } from '../../components/page.tsx'
import { StatusDot } from '../../components/status-dot.tsx'
import { SourceDetails } from './source-details.tsx'

export function SourcesPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('common.pages.sources')} lead={t('collect.sources.lead')} scope="collect:read">
      <Sources />
    </Page>
  )
}

function Sources() {
  const { t } = useTranslation()
  const format = useFormats()
  const [{ cursor, source }, change] = useFilters()
  const sources = useQuery({ ...sourcesQuery({ cursor }), placeholderData: keepPreviousData })
  const counts = useQuery(sourceCountsQuery)
  const countOf = (id: number) => counts.data?.items.find((count) => count.source === id)
  const opened = sources.data?.items.find((item) => item.key === source)
  const columns: TableColumnsType<Source> = [
    { title: t('collect.sources.name'), dataIndex: 'name' },
    { title: t('collect.sources.key'), dataIndex: 'key', className: 'bn-code' },
    { title: t('collect.channel'), dataIndex: 'channel', render: (channel: string) => <Tag>{channel}</Tag> },
    {
      title: t('collect.sources.state'),
      dataIndex: 'enabled',
      render: (enabled: boolean) => (
        <StatusDot tone={enabled ? 'good' : 'quiet'}>
          {enabled ? t('collect.sources.enabled') : t('collect.sources.disabled')}
        </StatusDot>
      ),
    },
    {
      title: t('collect.sources.strict'),
      dataIndex: 'strict',
      render: (strict: boolean) => (strict ? t('collect.sources.strictOn') : t('collect.sources.strictOff')),
    },
    {
      title: t('collect.sources.writeKey'),
      dataIndex: 'writeKey',
      render: (key: string) => (
        <Typography.Text
          className="bn-code"
          copyable={{ text: key }}
          onClick={(event) => event.stopPropagation()}
        >
          {`${key.slice(0, 6)}…${key.slice(-4)}`}
        </Typography.Text>
      ),
    },
    {
      title: t('collect.sources.events'),
      key: 'events',
      align: 'right',
      render: (_, item) => format.count(counts.data === undefined ? null : (countOf(item.id)?.events ?? 0)),
    },
    {
      title: t('collect.sources.newest'),
      key: 'newest',
      render: (_, item) => format.time(countOf(item.id)?.newest),
    },
    {
      key: 'links',
      render: (_, item) => (
        <Link
          to="/collect/feed"
          search={{ source: String(item.id) }}
          onClick={(event) => event.stopPropagation()}
        >
          {t('common.pages.feed')}
        </Link>
      ),
    },
  ]
  return (
    <>
      <CursorTable
        label={t('common.pages.sources')}
        query={sources}
        columns={columns}
        rowKey={(item) => item.key}
        onOpen={(item) => change({ cursor, source: item.key })}
        empty={t('collect.sources.empty')}
      />
      <Drawer
        open={opened !== undefined}
        size={620}
        title={opened?.name}
        onClose={() => change({ cursor, source: undefined })}
      >
        {opened !== undefined && <SourceDetails source={opened} />}
      </Drawer>
    </>
  )
}
