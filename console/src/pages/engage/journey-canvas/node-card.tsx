import { ExclamationCircleFilled, PlusOutlined } from '@ant-design/icons'
import { Handle, type NodeProps, Position } from '@xyflow/react'
import { Tooltip } from 'antd'
import { type CSSProperties, memo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../app/format.ts'
import { type CardsInfo, useCards, type Visit } from './cards.ts'
import { entryId } from './model/graph.ts'
import { endingsOf, listsWays, type Output, outputsOf } from './model/outputs.ts'
import { groupOf, NodeIcon } from './node-icon.tsx'
import type { GraphProblem } from './use-problems.ts'

/** A step of the journey as a card that reads as a sentence; each way out of it has a handle of its own. */
export const NodeCard = memo(function NodeCard({ id, selected }: NodeProps) {
  const { t } = useTranslation()
  const cards = useCards()
  const { graph, sentences } = cards
  const node = graph.nodes[id]
  const isEntry = id === entryId
  if (node === undefined && !isEntry) return null
  const type = node?.type ?? 'entry'
  const outputs: readonly Output[] =
    node === undefined ? [{ handle: 'next', role: 'next', target: graph.entry.next }] : outputsOf(node)
  const endings = node === undefined ? [] : endingsOf(node)
  const lists = node !== undefined && listsWays(node)
  const title = node === undefined ? t('journeys.types.entry') : sentences.title(node)
  const sentence = node === undefined ? sentences.entry(graph.entry) : sentences.node(node)
  const problems = cards.problems.get(id) ?? []
  const worst = problems.some(({ severity }) => severity === 'error') ? 'error' : problems[0]?.severity
  const visit = cards.visits?.get(id)
  return (
    <article
      className="bn-node"
      data-group={groupOf(type)}
      data-type={type}
      data-selected={selected}
      data-problem={worst}
      data-change={cards.changes?.get(id)}
      data-visited={cards.visits === undefined ? undefined : visit !== undefined}
      data-testid={`node-${id}`}
    >
      {!isEntry && <Handle type="target" position={Position.Left} id="in" isConnectable={cards.editable} />}
      <header>
        <NodeIcon type={type} />
        <b>{title}</b>
        {visit !== undefined && <VisitMark visit={visit} />}
        {cards.changes !== undefined && <ChangeMark id={id} cards={cards} />}
        {problems.length > 0 && (
          <Tooltip title={<ProblemTexts problems={problems} />}>
            <ExclamationCircleFilled
              className="bn-node-problem"
              data-severity={worst}
              aria-label={t('journeys.problems.count', { count: problems.length })}
            />
          </Tooltip>
        )}
      </header>
      <p title={sentence}>{sentence}</p>
      {lists && (
        <ul>
          {outputs.map((output) => (
            <li key={output.handle} data-open={output.target === undefined}>
              <span>{sentences.way(node, output)}</span>
              <Way id={id} output={output} cards={cards} />
            </li>
          ))}
          {endings.map((ending) => (
            <li key={ending} data-ending={ending}>
              <span>{sentences.ending(ending, node)}</span>
              <EndingCount id={id} ending={ending} cards={cards} />
            </li>
          ))}
        </ul>
      )}
      <Footer id={id} cards={cards} />
      {!lists && outputs.map((output) => <Way key={output.handle} id={id} output={output} cards={cards} />)}
    </article>
  )
})

/** The handle of a way. While it leads nowhere a plus beside it offers the next step. */
function Way({ id, output, cards }: { id: string; output: Output; cards: CardsInfo }) {
  const { t } = useTranslation()
  const { onAdd } = cards
  return (
    <>
      <Handle
        type="source"
        position={Position.Right}
        id={output.handle}
        isConnectable={cards.editable}
        data-open={output.target === undefined}
      />
      {onAdd !== undefined && output.target === undefined && (
        <button
          type="button"
          className="bn-node-add nodrag nopan"
          aria-label={t('journeys.addNext')}
          onClick={(event) => {
            event.stopPropagation()
            const { right, top } = event.currentTarget.getBoundingClientRect()
            onAdd({ from: id, handle: output.handle }, { x: right + 8, y: top })
          }}
        >
          <PlusOutlined aria-hidden />
        </button>
      )}
    </>
  )
}

function Footer({ id, cards: { counts } }: { id: string; cards: CardsInfo }) {
  const { t } = useTranslation()
  const format = useFormats()
  if (counts === undefined) return null
  const passed = id === entryId ? counts.entered : (counts.nodes.get(id)?.passed ?? 0)
  const standing = counts.nodes.get(id)?.standing ?? 0
  const share = counts.entered === 0 ? 0 : passed / counts.entered
  return (
    <footer style={{ '--share': `${Math.min(100, 100 * share)}%` } as CSSProperties}>
      <span title={format.count(passed)}>{t('journeys.live.came', { value: format.short(passed) })}</span>
      {id !== entryId && counts.entered > 0 && <em>{format.share(share)}</em>}
      {standing > 0 && id !== entryId && (
        <b title={format.count(standing)}>{t('journeys.live.here', { value: format.short(standing) })}</b>
      )}
    </footer>
  )
}

function EndingCount({ id, ending, cards }: { id: string; ending: string; cards: CardsInfo }) {
  const format = useFormats()
  const count = cards.counts?.edges.get(`${id} ${ending}`)
  return count === undefined ? <i aria-hidden /> : <b>{format.short(count)}</b>
}

function VisitMark({ visit }: { visit: Visit }) {
  const { t } = useTranslation()
  const format = useFormats()
  return (
    <span className="bn-node-visit" data-here={visit.here} title={format.time(visit.at)}>
      {visit.here ? t('journeys.trace.here') : visit.order}
    </span>
  )
}

function ChangeMark({ id, cards }: { id: string; cards: CardsInfo }) {
  const { t } = useTranslation()
  const change = cards.changes?.get(id)
  if (change === undefined || change === 'same') return null
  return <span className="bn-node-change">{t(`journeys.versions.${change}`)}</span>
}

function ProblemTexts({ problems }: { problems: readonly GraphProblem[] }) {
  return (
    <ul className="bn-node-problems">
      {problems.map(({ text }) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  )
}
