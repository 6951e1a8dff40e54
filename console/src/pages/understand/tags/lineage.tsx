import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { TagDetail } from '../../../api/tags.ts'
import { useFormats } from '../../../app/format.ts'

const row = 34

interface Node {
  readonly kind: 'table' | 'event' | 'tag' | 'segment'
  readonly name: string
  readonly key: string
}

/** What a tag reads, the tag, what reads it. */
export function Lineage({ tag }: { tag: TagDetail }) {
  const { t } = useTranslation()
  const format = useFormats()
  const reads: Node[] = [
    ...tag.readsTables.map((key) => ({ kind: 'table' as const, key, name: key })),
    ...tag.readsEvents.map((key) => ({ kind: 'event' as const, key, name: key })),
    ...tag.reads.map((key) => ({ kind: 'tag' as const, key, name: key })),
  ]
  const readers: Node[] = [
    ...tag.readBy.map((key) => ({ kind: 'tag' as const, key, name: key })),
    ...tag.segments.map(({ key, name }) => ({ kind: 'segment' as const, key, name: format.name(name) })),
  ]
  return (
    <div className="bn-lineage">
      <Nodes nodes={reads} label={t('tags.reads')} none={t('tags.readsNothing')} />
      <Lines count={reads.length} towards="right" />
      <div className="bn-lineage-self">{format.name(tag.name)}</div>
      <Lines count={readers.length} towards="left" />
      <Nodes nodes={readers} label={t('tags.readBy')} none={t('tags.readByNothing')} />
    </div>
  )
}

function Nodes({ nodes, label, none }: { nodes: readonly Node[]; label: string; none: string }) {
  const { t } = useTranslation()
  if (nodes.length === 0) return <p className="bn-lineage-none">{none}</p>
  return (
    <ul aria-label={label}>
      {nodes.map((node) => {
        const inside: ReactNode = (
          <>
            <small>{t(`tags.node.${node.kind}`)}</small>
            <span title={node.name}>{node.name}</span>
          </>
        )
        return (
          <li key={`${node.kind} ${node.key}`}>
            {node.kind === 'tag' ? (
              <Link to="/understand/tags/$key" params={{ key: node.key }}>
                {inside}
              </Link>
            ) : node.kind === 'segment' ? (
              <Link to="/understand/segments/$key" params={{ key: node.key }}>
                {inside}
              </Link>
            ) : (
              <div>{inside}</div>
            )}
          </li>
        )
      })}
    </ul>
  )
}

/** Curves between every node of a side and the middle. */
function Lines({ count, towards }: { count: number; towards: 'left' | 'right' }) {
  const height = Math.max(1, count) * row
  return (
    <svg viewBox={`0 0 56 ${height}`} height={height} aria-hidden>
      {Array.from({ length: Math.max(1, count) }, (_, i) => {
        const [node, middle] = [(i + 0.5) * row, height / 2]
        const [from, to] = towards === 'right' ? [node, middle] : [middle, node]
        return (
          <path
            key={i}
            d={`M0 ${from} C28 ${from} 28 ${to} 56 ${to}`}
            strokeDasharray={count === 0 ? '3 4' : undefined}
          />
        )
      })}
    </svg>
  )
}
