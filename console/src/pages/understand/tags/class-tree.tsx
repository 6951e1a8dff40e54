import { useQuery } from '@tanstack/react-query'
import { Badge, Skeleton, Tree } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { tagClassesQuery } from '../../../api/tags.ts'
import { useLanguage } from '../../../app/language.ts'
import { useFilters } from '../../../app/search.ts'
import { inLanguage } from './two-languages.ts'

const sum = (leaves: readonly { tags: number; stale: number }[], of: 'tags' | 'stale') =>
  leaves.reduce((total, leaf) => total + leaf[of], 0)

/** The catalogue's classes and subclasses; choosing one narrows the list. */
export function ClassTree() {
  const { t } = useTranslation()
  const language = useLanguage()
  const [{ class: chosen, subclass }, change] = useFilters()
  const classes = useQuery(tagClassesQuery)
  const tree = useMemo(() => {
    const branches = new Map<string, { subclass: string; tags: number; stale: number }[]>()
    for (const { class: klass, ...leaf } of classes.data?.classes ?? [])
      branches.set(klass, [...(branches.get(klass) ?? []), leaf])
    return branches
  }, [classes.data])
  if (classes.data === undefined) return <Skeleton active title={false} paragraph={{ rows: 8 }} />
  const label = (text: string, count: number, stale: number) => (
    <span className="bn-tree-label">
      <span>{text}</span>
      {stale > 0 && <Badge status="warning" title={t('tags.staleIn', { count: stale })} />}
      <span className="bn-quiet">{count}</span>
    </span>
  )
  const everything = [...tree.values()].flat()
  const nodes = [
    { key: '*', title: label(t('tags.all'), sum(everything, 'tags'), sum(everything, 'stale')) },
    ...[...tree]
      .filter(([klass]) => klass !== '')
      .map(([klass, leaves]) => ({
        key: JSON.stringify([klass]),
        title: label(inLanguage(klass, language), sum(leaves, 'tags'), sum(leaves, 'stale')),
        children: leaves
          .filter((leaf) => leaf.subclass !== '')
          .map((leaf) => ({
            key: JSON.stringify([klass, leaf.subclass]),
            title: label(inLanguage(leaf.subclass, language), leaf.tags, leaf.stale),
            isLeaf: true,
          })),
      })),
  ]
  const selected =
    chosen === undefined ? '*' : JSON.stringify(subclass === undefined ? [chosen] : [chosen, subclass])
  return (
    <Tree
      aria-label={t('tags.tree')}
      blockNode
      treeData={nodes}
      selectedKeys={[selected]}
      defaultExpandedKeys={chosen === undefined ? [] : [JSON.stringify([chosen])]}
      expandAction="click"
      onSelect={(_, { node }) => {
        const [klass, sub] = node.key === '*' ? [] : (JSON.parse(String(node.key)) as string[])
        change({ class: klass, subclass: sub })
      }}
    />
  )
}
