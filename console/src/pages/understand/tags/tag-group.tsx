import { DeleteOutlined, EditOutlined, ReloadOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Alert, App, Button, type TableColumnsType } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  deleteTagGroup,
  refreshTagGroup,
  type Tag,
  type TagGroup,
  tagGroupQuery,
  tagsQuery,
} from '../../../api/tags.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { CursorTable } from '../../../components/cursor-table.tsx'
import { LoadingState } from '../../../components/loading-state.tsx'
import { NameAndKey } from '../../../components/name-and-key.tsx'
import { Figures, Page, useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { ShareBar } from '../../../components/share-bar.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { Backfills } from './backfills.tsx'
import { Freshness } from './freshness.tsx'
import { GroupDialog } from './group-dialog.tsx'
import { PastDays } from './past-days.tsx'
import { GroupState } from './tag-groups.tsx'
import './tags.css'

/** How long a refresh that was asked for is watched. */
const watched = 60_000

interface Asked {
  readonly at: number
  readonly before: TagGroup
}

/** A refresh that was asked for has neither finished nor failed yet. */
function isRefreshing(asked: Asked | null, now: TagGroup | undefined, seen: number): boolean {
  if (asked === null || now === undefined || seen - asked.at > watched) return false
  return now.refreshedAt === asked.before.refreshedAt && now.error === asked.before.error
}

export function TagGroupPage() {
  const format = useFormats()
  const { key } = useParams({ from: '/signed-in/understand/tag-groups/$key' })
  const [asked, setAsked] = useState<Asked | null>(null)
  const group = useQuery({
    ...tagGroupQuery(key),
    refetchInterval: ({ state }) => (isRefreshing(asked, state.data, state.dataUpdatedAt) ? 1_000 : false),
  })
  const queries = useQueryClient()
  const refreshedAt = group.data?.refreshedAt ?? null
  useEffect(() => {
    if (refreshedAt !== null) void queries.invalidateQueries({ queryKey: ['tags'] })
  }, [refreshedAt, queries])
  return (
    <Page
      title={group.data === undefined ? key : format.name(group.data.name)}
      lead={<span className="bn-code">{key}</span>}
      scope="understand:read"
      actions={
        group.data !== undefined && (
          <Actions
            group={group.data}
            refreshing={isRefreshing(asked, group.data, group.dataUpdatedAt)}
            onAsked={(before) => setAsked({ at: Date.now(), before })}
          />
        )
      }
    >
      {group.isError ? (
        <div className="bn-panel">
          <ProblemState error={group.error} retry={() => void group.refetch()} />
        </div>
      ) : group.data === undefined ? (
        <LoadingState />
      ) : (
        <Content group={group.data} />
      )}
    </Page>
  )
}

function Content({ group }: { group: TagGroup }) {
  const { t } = useTranslation()
  const format = useFormats()
  return (
    <>
      {group.error !== null && (
        <Alert
          type="error"
          showIcon
          style={{ marginBottom: 12 }}
          title={t('tags.group.failed', { reason: group.error })}
        />
      )}
      <Figures
        figures={[
          { label: t('tags.status'), value: <GroupState group={group} /> },
          { label: t('tags.group.schedule'), value: t(`tags.group.schedules.${group.schedule}`) },
          { label: t('understand.tags.asOf'), value: group.asOf ?? '—' },
          {
            label: t('common.customers'),
            value: format.short(group.customers),
            note: group.durationMs === null ? '' : `${format.decimal(group.durationMs / 1000)} s`,
          },
          {
            label: t('tags.group.dependants'),
            value: group.dependants.length === 0 ? t('tags.group.noDependants') : group.dependants.length,
            note: group.dependants.map((key) => (
              <Link key={key} to="/understand/tag-groups/$key" params={{ key }} style={{ marginRight: 6 }}>
                {key}
              </Link>
            )),
          },
        ]}
      />
      <GroupTags group={group.key} />
      <div className="bn-tag-page" style={{ marginTop: 12 }}>
        <Backfills group={group} />
        <PastDays group={group} />
      </div>
    </>
  )
}

function GroupTags({ group }: { group: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [{ cursor }] = useFilters()
  const tags = useQuery(tagsQuery({ group, cursor, limit: 10 }))
  const columns: TableColumnsType<Tag> = [
    {
      title: t('understand.tags.tag'),
      key: 'name',
      render: (_, row) => <NameAndKey name={row.name} id={row.key} />,
    },
    {
      title: t('understand.tags.type'),
      dataIndex: 'type',
      render: (type: Tag['type'], row) => (
        <>
          {t(`understand.types.${type}`)} <span className="bn-quiet">{row.unit}</span>
        </>
      ),
    },
    {
      title: t('understand.tags.coverage'),
      dataIndex: 'coverage',
      align: 'right',
      width: 150,
      render: (coverage: number | null) => <ShareBar share={coverage} />,
    },
    { title: t('tags.freshness'), key: 'freshness', render: (_, row) => <Freshness tag={row} /> },
  ]
  return (
    <CursorTable
      label={t('tags.group.tags')}
      query={tags}
      columns={columns}
      rowKey={({ key }) => key}
      onOpen={({ key }) => void navigate({ to: '/understand/tags/$key', params: { key } })}
      empty={t('understand.tags.empty')}
    />
  )
}

function Actions({
  group,
  refreshing,
  onAsked,
}: {
  group: TagGroup
  refreshing: boolean
  onAsked: (before: TagGroup) => void
}) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const may = useMay('understand:write')
  const [editing, setEditing] = useState(false)
  const fail = useTellProblem()
  const refresh = useMutation({
    mutationFn: (dependants: boolean) => refreshTagGroup(group.key, dependants),
    onSuccess: ({ job }) => {
      message.success(t(job === null ? 'tags.group.waits' : 'tags.group.queued'))
      onAsked(group)
      void queries.invalidateQueries({ queryKey: ['tag-groups', group.key] })
    },
    onError: fail,
  })
  const remove = useMutation({
    mutationFn: () => deleteTagGroup(group),
    onSuccess: async () => {
      await navigate({ to: '/understand/tag-groups' })
      await queries.invalidateQueries({ queryKey: ['tag-groups'] })
    },
    onError: fail,
  })
  if (!may) return null
  const ask = () =>
    modal.confirm({
      title: t('tags.group.deleteTitle'),
      content: t('tags.group.deleteText'),
      okText: t('tags.group.delete'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      onOk: () => remove.mutateAsync().catch(() => undefined),
    })
  return (
    <>
      <Button
        icon={<ReloadOutlined />}
        loading={refreshing || refresh.isPending}
        disabled={group.tags === 0}
        onClick={() => refresh.mutate(false)}
      >
        {refreshing ? t('tags.group.refreshing') : t('tags.group.refresh')}
      </Button>
      {group.dependants.length > 0 && (
        <Button disabled={refreshing} onClick={() => refresh.mutate(true)}>
          {t('tags.group.refreshAll')}
        </Button>
      )}
      <Button danger icon={<DeleteOutlined />} disabled={group.tags > 0} onClick={ask}>
        {t('tags.group.delete')}
      </Button>
      <Button type="primary" icon={<EditOutlined />} onClick={() => setEditing(true)}>
        {t('tags.group.edit')}
      </Button>
      {editing && <GroupDialog group={group} onClose={() => setEditing(false)} />}
    </>
  )
}
