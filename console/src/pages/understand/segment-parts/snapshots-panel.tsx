import { PushpinFilled, PushpinOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Table, Tooltip } from 'antd'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { pinSnapshot, type Snapshot, snapshotsQuery, trendQuery } from '../../../api/segments.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Panel, useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'

const TrendChart = lazy(() => import('./trend-chart.tsx'))

export function TrendPanel({ id }: { id: string }) {
  const { t } = useTranslation()
  const trend = useQuery(trendQuery(id))
  const points = trend.data?.points ?? []
  return (
    <Panel title={t('segments.trend.title')}>
      {trend.isError ? (
        <ProblemState error={trend.error} retry={() => void trend.refetch()} />
      ) : trend.isPending ? (
        <LoadingState />
      ) : points.length < 2 ? (
        <p className="bn-quiet">
          {t(points.length === 0 ? 'understand.segments.neverTaken' : 'segments.trend.single')}
        </p>
      ) : (
        <Suspense fallback={<LoadingState />}>
          <TrendChart points={points} />
        </Suspense>
      )}
    </Panel>
  )
}

export function SnapshotsPanel({ id }: { id: string }) {
  const { t } = useTranslation()
  const format = useFormats()
  const may = useMay('understand:write')
  const snapshots = useQuery(snapshotsQuery(id))
  if (snapshots.isError)
    return (
      <Panel title={t('understand.segments.history')}>
        <ProblemState error={snapshots.error} retry={() => void snapshots.refetch()} />
      </Panel>
    )
  return (
    <Panel title={t('understand.segments.history')}>
      <Table<Snapshot>
        size="small"
        rowKey="version"
        pagination={{ pageSize: 8, hideOnSinglePage: true, size: 'small', showSizeChanger: false }}
        loading={snapshots.isPending}
        dataSource={snapshots.data?.items ?? []}
        locale={{ emptyText: t('understand.segments.neverTaken') }}
        columns={[
          {
            title: t('understand.segments.version'),
            dataIndex: 'version',
            render: (version: number, { dropped }) => (
              <>
                v{version} {dropped && <small className="bn-quiet">{t('segments.snapshot.dropped')}</small>}
              </>
            ),
          },
          { title: t('understand.segments.asOf'), dataIndex: 'asOf', render: format.time },
          {
            title: t('understand.segments.customers'),
            dataIndex: 'customers',
            align: 'right',
            render: format.count,
          },
          {
            title: t('understand.segments.added'),
            dataIndex: 'added',
            align: 'right',
            render: format.signed,
          },
          {
            title: t('understand.segments.removed'),
            dataIndex: 'removed',
            align: 'right',
            render: (removed: number) => format.signed(-removed),
          },
          {
            key: 'pin',
            width: 40,
            render: (_, snapshot) =>
              snapshot.dropped ? null : <PinButton id={id} snapshot={snapshot} may={may} />,
          },
        ]}
      />
    </Panel>
  )
}

/** The members of a snapshot that somebody needs stay when newer ones come. */
function PinButton({ id, snapshot, may }: { id: string; snapshot: Snapshot; may: boolean }) {
  const { t } = useTranslation()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const pinned = snapshot.pins.length > 0
  const pin = useMutation({
    mutationFn: () => pinSnapshot(id, snapshot.version, !pinned),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['segments', id, 'snapshots'] }),
    onError: tellProblem,
  })
  if (!may && !pinned) return null
  const title = pinned
    ? t('segments.snapshot.pinnedBy', {
        who: snapshot.pins.map((one) => one.replace(/^\w+:/, '')).join(', '),
      })
    : t('segments.snapshot.pin')
  return (
    <Tooltip title={title}>
      <Button
        type="text"
        size="small"
        disabled={!may}
        loading={pin.isPending}
        icon={pinned ? <PushpinFilled /> : <PushpinOutlined />}
        aria-label={t(pinned ? 'segments.snapshot.unpin' : 'segments.snapshot.pin')}
        onClick={() => pin.mutate()}
      />
    </Tooltip>
  )
}
