import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Modal, Select, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type GraphJson, migrateCustomers, versionQuery } from '../../../api/journeys.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { readGraph } from '../journey-canvas/model/written.ts'
import type { Sentences } from '../journey-canvas/sentences.ts'

/** Customers stay where they are. */
const stay = ''
const leave = '$exit'

/** Takes the customers of one version over to another: each step where somebody stands is mapped to one there. */
export function MigrateDialog({
  journey,
  from,
  to,
  sentences,
  onClose,
}: {
  journey: string
  from: number
  to: number
  sentences: Sentences
  onClose: () => void
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({})
  const older = useQuery({ ...versionQuery(journey, from), staleTime: 0 })
  const newer = useQuery(versionQuery(journey, to))
  const failed = [older, newer].find(({ isError }) => isError)
  const target = newer.data === undefined ? undefined : readGraph(newer.data.graph as GraphJson).graph
  const source = older.data === undefined ? undefined : readGraph(older.data.graph as GraphJson).graph
  const rows = (older.data?.standing ?? []).filter(({ node }) => source?.nodes[node] !== undefined)
  // The step of the same name is what most people mean.
  const targetOf = (node: string): string => chosen[node] ?? (target?.nodes[node] === undefined ? stay : node)
  const migrate = useMutation({
    mutationFn: () => {
      const nodes = rows
        .map(({ node }) => [node, targetOf(node)] as const)
        .filter(([, place]) => place !== stay)
      return migrateCustomers(journey, { from, to, nodes: Object.fromEntries(nodes) })
    },
    onSuccess: async ({ moved, stayed }) => {
      const count = moved.reduce((sum, { customers }) => sum + customers, 0)
      await queries.invalidateQueries({ queryKey: ['journeys', journey] })
      message.success(
        t('journeys.migrate.done', { moved: format.count(count), stayed: format.count(stayed) }),
        6,
      )
      onClose()
    },
  })
  return (
    <Modal
      open
      width={640}
      title={t('journeys.migrate.title', { from, to })}
      okText={t('journeys.versions.migrate')}
      cancelText={t('common.cancel')}
      confirmLoading={migrate.isPending}
      okButtonProps={{ disabled: rows.every(({ node }) => targetOf(node) === stay) }}
      onOk={() => migrate.mutate()}
      onCancel={onClose}
    >
      <p>{t('journeys.migrate.help')}</p>
      {failed !== undefined ? (
        <ProblemState error={failed.error} retry={() => void failed.refetch()} />
      ) : source === undefined || target === undefined ? (
        <LoadingState />
      ) : (
        <Table
          size="small"
          pagination={false}
          rowKey="node"
          dataSource={rows}
          columns={[
            {
              title: t('journeys.migrate.standsAt', { version: from }),
              key: 'node',
              render: (_, { node }) => (
                <div className="bn-name">
                  <span>{source.nodes[node] === undefined ? node : sentences.title(source.nodes[node])}</span>
                  <small className="bn-code">{node}</small>
                </div>
              ),
            },
            {
              title: t('common.pages.customers'),
              dataIndex: 'customers',
              align: 'right',
              render: format.count,
            },
            {
              title: t('journeys.migrate.goesTo', { version: to }),
              key: 'target',
              render: (_, { node }) => (
                <Select
                  aria-label={t('journeys.migrate.targetOf', { node })}
                  style={{ width: 260 }}
                  value={targetOf(node)}
                  options={[
                    { value: stay, label: t('journeys.migrate.stay') },
                    { value: leave, label: t('journeys.migrate.leave') },
                    ...Object.entries(target.nodes).map(([id, one]) => ({
                      value: id,
                      label: `${sentences.title(one)} · ${id}`,
                    })),
                  ]}
                  onChange={(place) => setChosen((all) => ({ ...all, [node]: place }))}
                />
              ),
            },
          ]}
        />
      )}
      <ProblemAlert error={migrate.error} />
    </Modal>
  )
}
