import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import { type AuditEntry, auditQuery } from '../../api/govern.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { Clip } from '../../components/clip.tsx'
import { CursorTable } from '../../components/cursor-table.tsx'
import { FilterBar, TextFilter } from '../../components/filter-bar.tsx'
import { Page } from '../../components/page.tsx'
import { StatusDot } from '../../components/status-dot.tsx'

const filterNames = ['action', 'objectKind', 'actor'] as const

export function AuditPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('common.pages.audit')} lead={t('govern.audit.lead')} scope="govern:read">
      <Audit />
    </Page>
  )
}

function Audit() {
  const { t } = useTranslation()
  const format = useFormats()
  const [{ cursor, action, objectKind, actor }] = useFilters()
  const entries = useQuery({
    ...auditQuery({ cursor, action, objectKind, actor }),
    placeholderData: keepPreviousData,
  })
  const columns: TableColumnsType<AuditEntry> = [
    { title: t('govern.audit.at'), dataIndex: 'at', render: format.time },
    {
      title: t('govern.audit.actor'),
      key: 'actor',
      render: (_, entry) => (
        <>
          {entry.actor.name} <span className="bn-quiet">{t(`govern.audit.kinds.${entry.actor.kind}`)}</span>
        </>
      ),
    },
    { title: t('govern.audit.action'), dataIndex: 'action', className: 'bn-code' },
    {
      title: t('govern.audit.object'),
      key: 'object',
      className: 'bn-code',
      render: (_, entry) => `${entry.objectKind} ${entry.objectId}`,
    },
    {
      title: t('govern.audit.result'),
      dataIndex: 'result',
      render: (result: AuditEntry['result']) => (
        <StatusDot tone={result === 'ok' ? 'good' : 'bad'}>{t(`govern.audit.results.${result}`)}</StatusDot>
      ),
    },
    { title: t('govern.audit.address'), dataIndex: 'address', className: 'bn-code' },
    {
      title: t('common.details'),
      dataIndex: 'detail',
      className: 'bn-code',
      render: (detail: unknown) => <Clip width={320} text={JSON.stringify(detail)} />,
    },
  ]
  return (
    <>
      <FilterBar names={filterNames} refresh={() => void entries.refetch()}>
        <TextFilter name="action" label={t('govern.audit.action')} />
        <TextFilter name="objectKind" label={t('govern.audit.objectKind')} />
        <TextFilter name="actor" label={t('govern.audit.actor')} />
      </FilterBar>
      <CursorTable
        label={t('common.pages.audit')}
        query={entries}
        columns={columns}
        rowKey={(entry) => String(entry.id)}
        filtered={[action, objectKind, actor].some((value) => value !== undefined)}
      />
    </>
  )
}
