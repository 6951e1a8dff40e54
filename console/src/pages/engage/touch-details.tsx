import { useQuery } from '@tanstack/react-query'
import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { touchQuery } from '../../api/touches.ts'
import { useFormats } from '../../app/format.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { ProblemState } from '../../components/problem-state.tsx'
import { useReason } from './contact-reason.ts'

/** Everything that is known of one contact: what the gate said each time, and what became of it. */
export function TouchDetails({ touch }: { touch: string }) {
  const { t } = useTranslation()
  const format = useFormats()
  const reasonOf = useReason()
  const found = useQuery(touchQuery(touch))
  if (found.isError) return <ProblemState error={found.error} retry={() => void found.refetch()} />
  if (found.data === undefined) return <LoadingState />
  const { decisions, receipts } = found.data
  return (
    <>
      <p className="bn-code">{touch}</p>
      <h3>{t('engage.touches.decisions')}</h3>
      <Table
        size="small"
        pagination={false}
        rowKey="at"
        dataSource={decisions}
        columns={[
          { title: t('engage.touches.at'), dataIndex: 'at', render: format.time },
          {
            title: t('engage.touches.outcome'),
            dataIndex: 'outcome',
            render: (outcome: 'queued' | 'held' | 'suppressed', { reason, until }) =>
              [
                t(`engage.touches.outcomes.${outcome}`),
                ...(reason === '' ? [] : [reasonOf(reason)]),
                ...(until === null ? [] : [t('engage.touches.until', { until: format.time(until) })]),
              ].join(' · '),
          },
          {
            title: t('engage.touches.policyVersion'),
            dataIndex: 'policyVersion',
            render: (version: number) => (version === 0 ? '—' : `v${version}`),
          },
        ]}
      />
      <h3>{t('engage.touches.receipts')}</h3>
      <Table
        size="small"
        pagination={false}
        rowKey={({ status, at }) => `${status} ${at}`}
        dataSource={receipts}
        locale={{ emptyText: t('engage.touches.noReceipts') }}
        columns={[
          { title: t('engage.touches.at'), dataIndex: 'at', render: format.time },
          { title: t('engage.touches.status'), dataIndex: 'status' },
          { title: t('engage.touches.provider'), dataIndex: 'provider' },
          { title: t('engage.touches.detail'), dataIndex: 'detail' },
        ]}
      />
    </>
  )
}
