import { ReloadOutlined } from '@ant-design/icons'
import { useMutation, useQuery } from '@tanstack/react-query'
import { App, Button, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../../api/problem.ts'
import { refreshTagGroup, type TagGroup, tagGroupsQuery } from '../../api/tags.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { useMay } from '../../components/page.tsx'
import { StatusDot } from '../../components/status-dot.tsx'

/** One card a group: a group is one table, computed in one scan of one source. */
export function TagGroups() {
  const groups = useQuery(tagGroupsQuery)
  const [{ group }, change] = useFilters()
  return (
    <div className="bn-cards">
      {groups.data?.items.map((one) => (
        <TagGroupCard
          key={one.key}
          group={one}
          chosen={one.key === group}
          onChoose={() => change({ group: one.key === group ? undefined : one.key })}
        />
      ))}
    </div>
  )
}

function TagGroupCard({
  group,
  chosen,
  onChoose,
}: {
  group: TagGroup
  chosen: boolean
  onChoose: () => void
}) {
  const { t } = useTranslation()
  const format = useFormats()
  return (
    <div className="bn-card" data-chosen={chosen}>
      <button type="button" aria-pressed={chosen} onClick={onChoose}>
        <b>{format.name(group.name)}</b>
        <span className="bn-quiet">{t(`understand.sources.${group.source}`)}</span>
      </button>
      <dl>
        <div>
          <dt>{t('understand.groups.tags')}</dt>
          <dd>{format.count(group.tags)}</dd>
        </div>
        <div>
          <dt>{t('common.customers')}</dt>
          <dd>{format.short(group.customers)}</dd>
        </div>
        <div>
          <dt>{t('understand.tags.asOf')}</dt>
          <dd>{group.asOf ?? '—'}</dd>
        </div>
      </dl>
      <footer>
        <GroupState group={group} />
        <RefreshGroup id={group.key} />
      </footer>
    </div>
  )
}

function GroupState({ group }: { group: TagGroup }) {
  const { t } = useTranslation()
  const format = useFormats()
  if (group.error !== null)
    return (
      <Tooltip title={group.error}>
        <span>
          <StatusDot tone="bad">{t('understand.groups.failed')}</StatusDot>
        </span>
      </Tooltip>
    )
  if (group.refreshedAt === null) return <StatusDot tone="quiet">{t('understand.groups.waiting')}</StatusDot>
  return (
    <StatusDot tone="good">
      {t('understand.groups.took', { value: format.decimal((group.durationMs ?? 0) / 1000) })}
    </StatusDot>
  )
}

function RefreshGroup({ id }: { id: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const may = useMay('understand:write')
  const refresh = useMutation({
    mutationFn: () => refreshTagGroup(id),
    onSuccess: () => message.success(t('understand.groups.queued')),
    onError: (error) => message.error(problemOf(error).detail),
  })
  if (!may) return null
  return (
    <Button
      size="small"
      type="text"
      icon={<ReloadOutlined />}
      loading={refresh.isPending}
      aria-label={t('understand.groups.refresh')}
      onClick={() => refresh.mutate()}
    />
  )
}
