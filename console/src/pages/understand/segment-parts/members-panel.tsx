import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { membersQuery } from '../../../api/segments.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Panel, useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { MemberList } from './member-list.tsx'

/** A few members of the latest snapshot, or of those who came or went with it. */
export function MembersPanel({ id, hasSnapshot }: { id: string; hasSnapshot: boolean }) {
  const { t } = useTranslation()
  const may = useMay('customers:read')
  const [view, setView] = useState<'latest' | 'added' | 'removed'>('latest')
  const members = useQuery({
    ...membersQuery(id, view === 'latest' ? undefined : view),
    enabled: may && hasSnapshot,
  })
  if (!may || !hasSnapshot) return null
  return (
    <Panel title={t('segments.members.title')}>
      <Segmented
        size="small"
        style={{ marginBottom: 8 }}
        value={view}
        options={(['latest', 'added', 'removed'] as const).map((value) => ({
          value,
          label: t(`segments.members.${value}`),
        }))}
        onChange={setView}
      />
      {members.isError ? (
        <ProblemState error={members.error} retry={() => void members.refetch()} />
      ) : members.data === undefined ? (
        <LoadingState />
      ) : members.data.items.length === 0 ? (
        <p className="bn-quiet">{t('segments.members.none')}</p>
      ) : (
        <MemberList members={members.data.items} />
      )}
    </Panel>
  )
}
