import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type GraphCounts, standingQuery } from '../../../api/journeys.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { entryId, type Graph } from '../journey-canvas/model/graph.ts'
import { NodeIcon } from '../journey-canvas/node-icon.tsx'
import type { Sentences } from '../journey-canvas/sentences.ts'
import { armsOf } from './arms.ts'
import { ContactsList } from './contacts-list.tsx'

interface Properties {
  readonly journey: string
  readonly id: string
  readonly graph: Graph
  readonly counts: GraphCounts
  readonly sentences: Sentences
  /** A dry run moves nobody: there is no one to list. */
  readonly live: boolean
}

/** All that is known of one step: who came, who is here, what was sent, how its arms compare. */
export function NodePanel({ journey, id, graph, counts, sentences, live }: Properties) {
  const { t } = useTranslation()
  const format = useFormats()
  const node = graph.nodes[id]
  const count = counts.nodes.find((one) => one.node === id)
  const passed = id === entryId ? counts.entered : (count?.passed ?? 0)
  return (
    <section className="bn-node-panel" aria-label={t('journeys.live.step')} data-testid="node-panel">
      <h3>
        <NodeIcon type={node?.type ?? 'entry'} />
        {node === undefined ? t('journeys.types.entry') : sentences.title(node)}
      </h3>
      <p>{node === undefined ? sentences.entry(graph.entry) : sentences.node(node)}</p>
      <dl className="bn-pairs">
        <div>
          <dt>{t('journeys.live.passed')}</dt>
          <dd>{format.count(passed)}</dd>
        </div>
        {id !== entryId && (
          <>
            <div>
              <dt>{t('journeys.live.ofEntered')}</dt>
              <dd>{counts.entered === 0 ? '—' : format.share(passed / counts.entered)}</dd>
            </div>
            <div>
              <dt>{t('journeys.live.standing')}</dt>
              <dd>{format.count(count?.standing ?? 0)}</dd>
            </div>
          </>
        )}
      </dl>
      {count?.contacts !== null && count?.contacts !== undefined && (
        <ContactsList contacts={count.contacts} />
      )}
      {node?.type === 'split' && <Arms {...{ id, graph, counts, sentences }} />}
      {live && id !== entryId && (count?.standing ?? 0) > 0 && <Standing journey={journey} node={id} />}
    </section>
  )
}

function Arms({ id, graph, counts, sentences }: Pick<Properties, 'id' | 'graph' | 'counts' | 'sentences'>) {
  const { t } = useTranslation()
  const format = useFormats()
  const node = graph.nodes[id]
  if (node?.type !== 'split') return null
  const arms = armsOf(graph, id, node, counts)
  const all = arms.reduce((sum, { customers }) => sum + customers, 0)
  return (
    <>
      <h4>{t('journeys.arms.title')}</h4>
      <Table
        size="small"
        pagination={false}
        rowKey="branch"
        dataSource={[...arms]}
        columns={[
          {
            title: t('journeys.arms.arm'),
            key: 'arm',
            render: (_, { branch }) =>
              sentences.way(node, { handle: '', role: 'branch', target: undefined, index: branch }),
          },
          {
            title: t('journeys.arms.customers'),
            dataIndex: 'customers',
            align: 'right',
            render: (value: number) => (
              <span title={all === 0 ? '' : format.share(value / all)}>{format.short(value)}</span>
            ),
          },
          {
            title: t('journeys.arms.sent'),
            key: 'sent',
            align: 'right',
            render: (_, { contacts }) => format.short(contacts?.sent),
          },
          {
            title: t('journeys.arms.clicked'),
            key: 'clicked',
            align: 'right',
            render: (_, { contacts }) =>
              contacts === null || contacts.sent === 0 ? '—' : format.share(contacts.clicked / contacts.sent),
          },
          {
            title: t('journeys.arms.converted'),
            key: 'converted',
            align: 'right',
            render: (_, { converted, customers }) =>
              converted === null || customers === 0 ? '—' : format.share(converted / customers),
          },
        ]}
      />
      <small className="bn-quiet">{t('journeys.arms.help')}</small>
    </>
  )
}

/** Who is here now, with the day they are ready to go on. */
function Standing({ journey, node }: { journey: string; node: string }) {
  const { t } = useTranslation()
  const format = useFormats()
  const may = useMay('customers:read')
  const [open, setOpen] = useState(false)
  const customers = useQuery({ ...standingQuery(journey, node), enabled: open && may })
  if (!may) return null
  if (!open)
    return (
      <Button size="small" onClick={() => setOpen(true)}>
        {t('journeys.live.whoIsHere')}
      </Button>
    )
  if (customers.isError)
    return <ProblemState error={customers.error} retry={() => void customers.refetch()} />
  if (customers.data === undefined) return <LoadingState />
  return (
    <Table
      size="small"
      pagination={false}
      rowKey="customer"
      dataSource={[...customers.data.items]}
      columns={[
        {
          title: t('journeys.live.customer'),
          dataIndex: 'number',
          render: (number: string, { customer }) =>
            number === '' ? (
              customer
            ) : (
              <Link to="/understand/customers/$number" params={{ number }}>
                {number}
              </Link>
            ),
        },
        { title: t('journeys.live.since'), dataIndex: 'since', render: format.time },
        { title: t('journeys.live.wake'), dataIndex: 'wake', render: format.time },
      ]}
    />
  )
}
