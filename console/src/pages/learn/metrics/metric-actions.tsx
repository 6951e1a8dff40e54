import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { archiveMetric, type Metric, metricUsesQuery } from '../../../api/metrics.ts'
import { useMay } from '../../../components/page.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { UseList } from './uses.tsx'

/** Change a metric, archive one that nobody needs, or take it out again. */
export function MetricActions({ metric }: { metric: Metric }) {
  const { t } = useTranslation()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const may = useMay('learn:write')
  const [asking, setAsking] = useState(false)
  const put = useMutation({
    mutationFn: () => archiveMetric(metric),
    onSuccess: async () => {
      setAsking(false)
      await queries.invalidateQueries({ queryKey: ['metrics'] })
    },
    onError: tellProblem,
  })
  if (!may) return null
  if (metric.archivedAt !== null)
    return (
      <Button loading={put.isPending} onClick={() => put.mutate()}>
        {t('metrics.restore')}
      </Button>
    )
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('metrics.archive')}</Button>
      <Link to="/learn/metrics/$key/edit" params={{ key: metric.key }}>
        <Button type="primary">{t('metrics.edit')}</Button>
      </Link>
      {asking && (
        <ArchiveDialog
          metric={metric}
          saving={put.isPending}
          onConfirm={() => put.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}

function ArchiveDialog(props: {
  metric: Metric
  saving: boolean
  onConfirm: () => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const uses = useQuery({ ...metricUsesQuery(props.metric.key), staleTime: 0 })
  const items = uses.data?.items ?? []
  const held = items.some(({ holds }) => holds)
  return (
    <Modal
      open
      title={t('metrics.archiveTitle')}
      okText={t('metrics.archive')}
      cancelText={t('common.cancel')}
      okButtonProps={{ danger: true, disabled: uses.data === undefined || held, loading: props.saving }}
      onOk={props.onConfirm}
      onCancel={props.onClose}
    >
      <p>{t('metrics.archiveText')}</p>
      {items.length > 0 && (
        <>
          <p>{t(held ? 'metrics.archiveHeld' : 'metrics.archiveUses')}</p>
          <UseList uses={held ? items.filter(({ holds }) => holds) : items} />
        </>
      )}
    </Modal>
  )
}
