import { useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { App, Button, Table } from 'antd'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../../api/problem.ts'
import { type SegmentDetail, segmentQuery, snapshotsQuery, takeSnapshot } from '../../api/segments.ts'
import { useFormats } from '../../app/format.ts'
import { CodeBlock } from '../../components/code-block.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { Figures, Page, Panel, useMay } from '../../components/page.tsx'
import { ProblemState } from '../../components/problem-state.tsx'
import { SegmentMembers } from './segment-members.tsx'

const SnapshotHistory = lazy(() => import('./snapshot-history.tsx'))

export function SegmentPage() {
  const format = useFormats()
  const { key } = useParams({ from: '/signed-in/understand/segments/$key' })
  const segment = useQuery(segmentQuery(key))
  return (
    <Page
      title={segment.data === undefined ? key : format.name(segment.data.name)}
      lead={segment.data?.description}
      scope="understand:read"
      actions={<TakeSnapshot id={key} />}
    >
      {segment.data !== undefined ? (
        <SegmentView segment={segment.data} />
      ) : (
        <Panel>
          {segment.isError ? (
            <ProblemState error={segment.error} retry={() => void segment.refetch()} />
          ) : (
            <LoadingState />
          )}
        </Panel>
      )}
    </Page>
  )
}

function TakeSnapshot({ id }: { id: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const may = useMay('understand:write')
  const take = useMutation({
    mutationFn: () => takeSnapshot(id),
    onSuccess: () => message.success(t('understand.segments.queued')),
    onError: (error) => message.error(problemOf(error).detail),
  })
  if (!may) return null
  return (
    <Button loading={take.isPending} onClick={() => take.mutate()}>
      {t('understand.segments.take')}
    </Button>
  )
}

function SegmentView({ segment }: { segment: SegmentDetail }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { snapshot } = segment
  return (
    <>
      <Figures
        figures={[
          { label: t('understand.segments.customers'), value: format.count(snapshot?.customers) },
          { label: t('understand.segments.added'), value: format.signed(snapshot?.added) },
          {
            label: t('understand.segments.removed'),
            value: format.signed(snapshot === null ? null : -snapshot.removed),
          },
          {
            label: t('understand.segments.version'),
            value: snapshot === null ? '—' : `v${snapshot.version}`,
          },
          { label: t('understand.segments.asOf'), value: format.time(snapshot?.asOf) },
        ]}
      />
      <div className="bn-grid">
        <Panel title={t('understand.segments.rule')}>
          <p className="bn-sentence">{format.name(segment.sentence)}</p>
          <details>
            <summary>{t('understand.segments.ruleJson')}</summary>
            <CodeBlock text={JSON.stringify(segment.rule, null, 2)} />
          </details>
        </Panel>
        <History id={segment.key} />
        <SegmentMembers id={segment.key} hasSnapshot={snapshot !== null} />
      </div>
    </>
  )
}

function History({ id }: { id: string }) {
  const { t } = useTranslation()
  const format = useFormats()
  const snapshots = useQuery(snapshotsQuery(id))
  if (snapshots.isError)
    return (
      <Panel>
        <ProblemState error={snapshots.error} retry={() => void snapshots.refetch()} />
      </Panel>
    )
  const items = snapshots.data?.items ?? []
  return (
    <Panel title={t('understand.segments.history')}>
      {items.length > 1 && (
        <Suspense fallback={<LoadingState />}>
          <SnapshotHistory snapshots={items} />
        </Suspense>
      )}
      <Table
        size="small"
        rowKey="version"
        pagination={false}
        loading={snapshots.isPending}
        dataSource={items}
        locale={{ emptyText: t('understand.segments.neverTaken') }}
        columns={[
          {
            title: t('understand.segments.version'),
            dataIndex: 'version',
            render: (version: number) => `v${version}`,
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
        ]}
      />
    </Panel>
  )
}
