import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  CopyOutlined,
  DeleteOutlined,
  GroupOutlined,
  MinusCircleOutlined,
  MoreOutlined,
  UngroupOutlined,
} from '@ant-design/icons'
import { Button, Dropdown, type MenuProps, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { useEditing } from './editing.ts'
import { canUnwrap, duplicate, moveStep, remove, toggleNegated, unwrap, wrap } from './model/edits.ts'
import { nodesOf, parentOf, type RuleNode } from './model/tree.ts'

/** Everything that can be done to a condition or an inner group; keys do the same. */
export function useNodeActions(node: RuleNode) {
  const { root, apply, setFocus } = useEditing()
  const { id } = node
  return {
    negate: () => apply((tree) => toggleNegated(tree, id)),
    copy: () => {
      const result = duplicate(root, id)
      apply(() => result.root)
      setFocus(result.copy)
    },
    remove: () => {
      const rows = [...nodesOf(root)].map((one) => one.id)
      const inside = [...nodesOf(node)].length
      const place = rows.indexOf(id)
      setFocus(rows[place + inside] ?? rows[place - 1])
      apply((tree) => remove(tree, id))
    },
    up: () => {
      apply((tree) => moveStep(tree, id, 'up'))
      setFocus(id)
    },
    down: () => {
      apply((tree) => moveStep(tree, id, 'down'))
      setFocus(id)
    },
    wrap: () => {
      apply((tree) => wrap(tree, id, parentOf(tree, id)?.group.op === 'any' ? 'all' : 'any'))
      setFocus(id)
    },
    unwrap: () => {
      setFocus(node.type === 'group' ? node.children[0]?.id : undefined)
      apply((tree) => unwrap(tree, id))
    },
    canUnwrap: canUnwrap(root, id),
  }
}

export function NodeActions({ node }: { node: RuleNode }) {
  const { t } = useTranslation()
  const actions = useNodeActions(node)
  const items: NonNullable<MenuProps['items']> = [
    { key: 'up', icon: <ArrowUpOutlined />, label: t('rules.moveUp'), extra: 'Alt ↑' },
    { key: 'down', icon: <ArrowDownOutlined />, label: t('rules.moveDown'), extra: 'Alt ↓' },
    { type: 'divider' },
    { key: 'wrap', icon: <GroupOutlined />, label: t('rules.wrap'), extra: 'G' },
    ...(actions.canUnwrap
      ? [{ key: 'unwrap', icon: <UngroupOutlined />, label: t('rules.unwrap'), extra: 'U' }]
      : []),
  ]
  const run = (key: string) => {
    if (key === 'up') actions.up()
    if (key === 'down') actions.down()
    if (key === 'wrap') actions.wrap()
    if (key === 'unwrap') actions.unwrap()
  }
  return (
    <span className="bn-node-actions">
      {node.type === 'condition' && (
        <Tooltip title={node.negated ? t('rules.include') : t('rules.exclude')} mouseEnterDelay={0.5}>
          <Button
            type="text"
            size="small"
            icon={<MinusCircleOutlined />}
            aria-label={t('rules.exclude')}
            aria-pressed={node.negated}
            onClick={actions.negate}
          />
        </Tooltip>
      )}
      <Button
        type="text"
        size="small"
        icon={<CopyOutlined />}
        aria-label={t('rules.duplicate')}
        title={t('rules.duplicate')}
        onClick={actions.copy}
      />
      <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => run(key) }}>
        <Button type="text" size="small" icon={<MoreOutlined />} aria-label={t('rules.moreActions')} />
      </Dropdown>
      <Button
        type="text"
        size="small"
        icon={<DeleteOutlined />}
        aria-label={t('rules.delete')}
        title={t('rules.delete')}
        onClick={actions.remove}
      />
    </span>
  )
}
