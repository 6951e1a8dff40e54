import { PlusOutlined, UnorderedListOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button, Tooltip } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type TagGroup, tagGroupsQuery } from '../../../api/tags.ts'
import { useFormats } from '../../../app/format.ts'
import { CursorTable } from '../../../components/cursor-table.tsx'
import { NameAndKey } from '../../../components/name-and-key.tsx'
import { Page, useMay } from '../../../components/page.tsx'
import { StatusDot } from '../../../components/status-dot.tsx'
import { GroupDialog } from './group-dialog.tsx'

export function TagGroupsPage() {
  const { t } = useTranslation()
  const format = useFormats()
  const navigate = useNavigate()
  const may = useMay('understand:write')
  const groups = useQuery(tagGroupsQuery)
  const [creating, setCreating] = useState(false)
  return (
    <Page
      title={t('common.pages.tagGroups')}
      lead={t('tags.group.listLead')}
      scope="understand:read"
      actions={
        <>
          <Link to="/understand/tags">
            <Button icon={<UnorderedListOutlined />}>{t('tags.toCatalogue')}</Button>
          </Link>
          {may && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
              {t('tags.group.new')}
            </Button>
          )}
        </>
      }
    >
      <CursorTable<TagGroup>
        label={t('common.pages.tagGroups')}
        query={groups}
        rowKey={({ key }) => key}
        onOpen={({ key }) => void navigate({ to: '/understand/tag-groups/$key', params: { key } })}
        columns={[
          {
            title: t('understand.tags.group'),
            key: 'name',
            render: (_, row) => <NameAndKey name={row.name} id={row.key} />,
          },
          {
            title: t('tags.source'),
            dataIndex: 'source',
            render: (source: TagGroup['source']) => t(`understand.sources.${source}`),
          },
          { title: t('tags.group.tags'), dataIndex: 'tags', align: 'right', render: format.count },
          { title: t('common.customers'), dataIndex: 'customers', align: 'right', render: format.short },
          {
            title: t('tags.group.schedule'),
            dataIndex: 'schedule',
            render: (schedule: TagGroup['schedule']) => t(`tags.group.schedules.${schedule}`),
          },
          { title: t('tags.status'), key: 'state', render: (_, row) => <GroupState group={row} /> },
          { title: t('understand.tags.asOf'), dataIndex: 'asOf', render: (day: string | null) => day ?? '—' },
          {
            title: t('tags.group.took'),
            dataIndex: 'durationMs',
            align: 'right',
            render: (took: number | null) => (took === null ? '—' : `${format.decimal(took / 1000)} s`),
          },
        ]}
      />
      {creating && (
        <GroupDialog
          onClose={() => setCreating(false)}
          onSaved={(key) => void navigate({ to: '/understand/tag-groups/$key', params: { key } })}
        />
      )}
    </Page>
  )
}

export function GroupState({ group }: { group: TagGroup }) {
  const { t } = useTranslation()
  if (group.error !== null)
    return (
      <Tooltip title={group.error}>
        <span tabIndex={0}>
          <StatusDot tone="bad">{t('understand.groups.failed')}</StatusDot>
        </span>
      </Tooltip>
    )
  if (group.refreshedAt === null) return <StatusDot tone="quiet">{t('understand.groups.waiting')}</StatusDot>
  if (group.dueFor !== null)
    return <StatusDot tone="warn">{t('tags.group.dueNow', { day: group.dueFor })}</StatusDot>
  return <StatusDot tone="good">{t('tags.group.upToDate')}</StatusDot>
}
