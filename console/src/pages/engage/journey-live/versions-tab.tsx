import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Select, Table } from 'antd'
import { Suspense, lazy, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  diffQuery,
  type GraphJson,
  type Journey,
  type JourneyVersion,
  restoreVersion,
  type Side,
  versionQuery,
  versionsQuery,
} from '../../../api/journeys.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Panel, useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { differenceOf } from '../journey-canvas/model/difference.ts'
import type { JourneyDocument } from '../journey-canvas/model/graph.ts'
import { readGraph } from '../journey-canvas/model/written.ts'
import type { Sentences } from '../journey-canvas/sentences.ts'
import { ChangeList } from './change-list.tsx'
import { MigrateDialog } from './migrate-dialog.tsx'

const FlowView = lazy(() => import('./flow-view.tsx'))

/** Every published version: who is in it, what changed between any two, back to one, customers over to another. */
export function VersionsTab({ journey, sentences }: { journey: Journey; sentences: Sentences }) {
  const versions = useQuery(versionsQuery(journey.key))
  if (versions.isError)
    return (
      <Panel>
        <ProblemState error={versions.error} retry={() => void versions.refetch()} />
      </Panel>
    )
  if (versions.data === undefined) return <LoadingState />
  return <Versions journey={journey} sentences={sentences} versions={versions.data.items} />
}

function Versions({
  journey,
  sentences,
  versions,
}: {
  journey: Journey
  sentences: Sentences
  versions: readonly JourneyVersion[]
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const { message, modal } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const may = useMay('engage:write')
  const [migrating, setMigrating] = useState<number>()
  const [newest, before] = versions
  const [from, setFrom] = useState<Side>(before?.version ?? newest?.version ?? 'draft')
  const [to, setTo] = useState<Side>(before === undefined ? 'draft' : (newest?.version ?? 'draft'))
  const restore = useMutation({
    mutationFn: (version: number) => restoreVersion(journey.key, version, journey.version),
    onSuccess: async (_, version) => {
      await queries.invalidateQueries({ queryKey: ['journeys', journey.key] })
      message.success(t('journeys.versions.restored', { version }))
    },
    onError: tellProblem,
  })
  const over = journey.status === 'finished' || journey.status === 'cancelled'
  return (
    <>
      <Panel flush>
        <Table
          size="small"
          pagination={false}
          rowKey="version"
          aria-label={t('journeys.tabs.versions')}
          dataSource={[...versions]}
          columns={[
            {
              title: t('engage.journeys.version'),
              key: 'version',
              render: (_, { version, current }) =>
                current ? (
                  <b>
                    v{version} · {t('journeys.versions.current')}
                  </b>
                ) : (
                  `v${version}`
                ),
            },
            { title: t('journeys.versions.publishedAt'), dataIndex: 'publishedAt', render: format.time },
            { title: t('journeys.versions.publishedBy'), dataIndex: 'publishedBy' },
            { title: t('journeys.steps'), dataIndex: 'nodes', align: 'right', render: format.count },
            { title: t('engage.journeys.inside'), dataIndex: 'inside', align: 'right', render: format.count },
            {
              key: 'actions',
              align: 'right',
              render: (_, { version, inside, current }) =>
                may && (
                  <>
                    {!over && (
                      <Button
                        size="small"
                        type="text"
                        onClick={() =>
                          modal.confirm({
                            title: t('journeys.versions.restoreTitle', { version }),
                            content: t('journeys.versions.restoreText'),
                            okText: t('journeys.versions.restore'),
                            cancelText: t('common.cancel'),
                            onOk: () => restore.mutateAsync(version).catch(() => undefined),
                          })
                        }
                      >
                        {t('journeys.versions.restore')}
                      </Button>
                    )}
                    {!current && inside > 0 && (
                      <Button size="small" type="text" onClick={() => setMigrating(version)}>
                        {t('journeys.versions.migrate')}
                      </Button>
                    )}
                  </>
                ),
            },
          ]}
        />
      </Panel>
      <div className="bn-toolbar bn-compare">
        <SideSelect label={t('journeys.versions.from')} versions={versions} value={from} onChange={setFrom} />
        <span aria-hidden>→</span>
        <SideSelect label={t('journeys.versions.to')} versions={versions} value={to} onChange={setTo} />
      </div>
      <Comparison key={`${from} ${to}`} journey={journey} sentences={sentences} from={from} to={to} />
      {migrating !== undefined && journey.publishedVersion !== null && (
        <MigrateDialog
          journey={journey.key}
          from={migrating}
          to={journey.publishedVersion}
          sentences={sentences}
          onClose={() => setMigrating(undefined)}
        />
      )}
    </>
  )
}

function SideSelect(props: {
  label: string
  versions: readonly JourneyVersion[]
  value: Side
  onChange: (side: Side) => void
}) {
  const { t } = useTranslation()
  return (
    <Select<Side>
      aria-label={props.label}
      style={{ minWidth: 130 }}
      value={props.value}
      options={[
        { value: 'draft', label: t('journeys.versions.draft') },
        ...props.versions.map(({ version }) => ({ value: version, label: `v${version}` })),
      ]}
      onChange={props.onChange}
    />
  )
}

function useSide(journey: Journey, side: Side): JourneyDocument | undefined {
  const version = useQuery(versionQuery(journey.key, side === 'draft' ? undefined : side))
  return useMemo(() => {
    if (side === 'draft') return readGraph(journey.graph)
    return version.data === undefined ? undefined : readGraph(version.data.graph as GraphJson)
  }, [side, journey.graph, version.data])
}

function Comparison({
  journey,
  sentences,
  from,
  to,
}: {
  journey: Journey
  sentences: Sentences
  from: Side
  to: Side
}) {
  const { t } = useTranslation()
  const before = useSide(journey, from)
  const after = useSide(journey, to)
  const diff = useQuery(diffQuery(journey.key, from, to, journey.version))
  const difference = useMemo(
    () => (before === undefined || after === undefined ? undefined : differenceOf(before.graph, after.graph)),
    [before, after],
  )
  if (difference === undefined || before === undefined || after === undefined) return <LoadingState />
  return (
    <div className="bn-live-map" data-testid="comparison">
      <Suspense fallback={<LoadingState />}>
        <FlowView
          graph={difference.union}
          layout={{ ...before.layout, ...after.layout }}
          sentences={sentences}
          label={t('journeys.versions.map')}
          height="100%"
          changes={difference.nodes}
          wireChanges={difference.wires}
        />
      </Suspense>
      <aside>
        {from === to ? (
          <p className="bn-node-panel bn-quiet">{t('journeys.versions.same')}</p>
        ) : diff.isError ? (
          <ProblemState error={diff.error} retry={() => void diff.refetch()} />
        ) : diff.data === undefined ? (
          <LoadingState />
        ) : (
          <ChangeList diff={diff.data} />
        )}
      </aside>
    </div>
  )
}
