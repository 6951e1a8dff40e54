import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { estimateQuery, type RuleJson } from '../../../api/rules.ts'
import { useFormats } from '../../../app/format.ts'
import { KindIcon } from '../rule-builder/kind-icon.tsx'
import { type ConditionNode, type GroupNode, type RuleNode, writeTree } from '../rule-builder/model/tree.ts'

/** What was found for a customer. */
export interface Found {
  readonly verdicts: ReadonlyMap<string, boolean>
  /** Values that conditions saw; null = none. */
  readonly seen: ReadonlyMap<string, string | null>
}

/** A rule to read: every condition in words with how many satisfy it and, for a customer, what was found. */
export function RuleView({ root, found, name }: { root: GroupNode; found: Found | undefined; name: string }) {
  return (
    <div className="bn-rule-view bn-rule-builder">
      <NodeView node={root} found={found} name={name} />
    </div>
  )
}

const modeOf = ({ op, negated }: GroupNode) => (negated ? (op === 'any' ? 'notAny' : 'notAll') : op)

function NodeView({ node, found, name }: { node: RuleNode; found: Found | undefined; name: string }) {
  const { t } = useTranslation()
  if (node.type === 'condition') return <ConditionView node={node} found={found} name={name} />
  return (
    <section className="bn-group" data-mode={modeOf(node)} aria-label={t(`rules.groups.${modeOf(node)}`)}>
      <div className="bn-group-head">
        <Verdict met={found?.verdicts.get(node.id)} />
        <b className="bn-mode">{t(`rules.groups.${modeOf(node)}`)}</b>
      </div>
      <div className="bn-group-children">
        {node.children.map((child) => (
          <NodeView key={child.id} node={child} found={found} name={name} />
        ))}
      </div>
    </section>
  )
}

function ConditionView({
  node,
  found,
  name,
}: {
  node: ConditionNode
  found: Found | undefined
  name: string
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const { rule } = writeTree({ ...node, negated: false })
  const { data } = useQuery(estimateQuery(rule as RuleJson | null, name, node.id))
  const seen = found?.seen.get(node.id)
  const met = found?.verdicts.get(node.id)
  return (
    <div className="bn-condition-view" data-met={met}>
      <Verdict met={met} />
      <KindIcon kind={node.leaf.kind} />
      <span className="bn-condition-words">
        {node.negated && <span className="bn-not">{t('rules.notWord')}</span>}{' '}
        {data === undefined ? t(`rules.kinds.${node.leaf.kind}`) : format.name(data.sentence)}
        {found !== undefined && met !== undefined && (
          <span className="bn-seen">
            {seen === null || seen === undefined
              ? t('segments.explain.nothing')
              : t('segments.explain.seen', { value: seen })}
          </span>
        )}
      </span>
      <span className="bn-quiet bn-number">{data === undefined ? '' : format.short(data.customers)}</span>
    </div>
  )
}

function Verdict({ met }: { met: boolean | undefined }) {
  const { t } = useTranslation()
  if (met === undefined) return null
  return met ? (
    <CheckCircleFilled className="bn-met" role="img" aria-label={t('segments.explain.met')} />
  ) : (
    <CloseCircleFilled className="bn-not-met" role="img" aria-label={t('segments.explain.notMet')} />
  )
}
