import { DownOutlined, HolderOutlined } from '@ant-design/icons'
import { Popover } from 'antd'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConditionEditor } from './condition-editor.tsx'
import { useEditing } from './editing.ts'
import { KindIcon } from './kind-icon.tsx'
import { setLeaf } from './model/edits.ts'
import { gapOf } from './model/leaf.ts'
import type { ConditionNode, GroupNode } from './model/tree.ts'
import { NodeActions, useNodeActions } from './node-actions.tsx'
import { PartCount } from './part-count.tsx'
import { ConditionPicker } from './picker/condition-picker.tsx'
import { Problems } from './problems.tsx'
import { onRowKey } from './row-keys.ts'
import { useSubject } from './subject.ts'
import { useAdding } from './use-adding.ts'
import { halfOf, useDrop } from './use-drop.ts'

const valueInputs = ['number', 'text', 'many', 'event', 'name', 'short']
  .map((name) => `.bn-value-${name} input, input.bn-value-${name}`)
  .join(', ')

interface Properties {
  readonly node: ConditionNode
  readonly group: GroupNode
  readonly index: number
}

/** One condition: what it is about, its editor, how many satisfy it, what can be done to it, what is wrong with it. */
export function ConditionRow({ node, group, index }: Properties) {
  const { t } = useTranslation()
  const { apply, problemsOf, focus, setFocus, setAdding, setDragged, dragged } = useEditing()
  const { replacePicked } = useAdding()
  const actions = useNodeActions(node)
  const subject = useSubject(node.leaf)
  const row = useRef<HTMLDivElement>(null)
  const [picking, setPicking] = useState(false)
  const { mark, handlers } = useDrop(group.id, (event) => {
    const half = halfOf(event)
    return { index: half === 'before' ? index : index + 1, mark: half }
  })
  const gap = gapOf(node.leaf)
  const problems = problemsOf(node.id)
  useEffect(() => {
    if (focus !== node.id) return
    // What was just added waits for its value; anything else for keys.
    const input = gap === null ? null : row.current?.querySelector<HTMLElement>(valueInputs)
    const target = input ?? row.current
    target?.focus()
    target?.scrollIntoView({ block: 'nearest' })
    setFocus(undefined)
  }, [focus, node.id, gap, setFocus])

  const addAfter = () => setAdding({ group: group.id, index: index + 1 })
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target === event.currentTarget) {
      onRowKey(event, actions, addAfter)
      return
    }
    const field = event.target
    if (!(field instanceof HTMLInputElement) || !event.currentTarget.contains(field)) return
    if (event.key === 'Escape') row.current?.focus()
    // Enter in a plain value goes on to the next condition; in menus it chooses.
    if (
      event.key === 'Enter' &&
      !event.nativeEvent.isComposing &&
      field.getAttribute('role') !== 'combobox' &&
      gap === null
    ) {
      event.preventDefault()
      addAfter()
    }
  }
  return (
    <div
      ref={row}
      className="bn-condition"
      role="group"
      aria-label={node.negated ? t('rules.not', { subject }) : subject}
      aria-invalid={problems.length > 0}
      tabIndex={0}
      data-rule-row
      data-kind={node.leaf.kind}
      data-negated={node.negated}
      data-gap={gap !== null}
      data-dragged={dragged?.id === node.id}
      data-mark={mark}
      onKeyDown={onKeyDown}
      {...handlers}
    >
      <span
        className="bn-drag"
        draggable
        aria-hidden
        title={t('rules.drag')}
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = 'move'
          event.dataTransfer.setData('text/plain', node.id)
          if (row.current !== null) event.dataTransfer.setDragImage(row.current, 16, 16)
          setDragged(node)
        }}
        onDragEnd={() => setDragged(undefined)}
      >
        <HolderOutlined />
      </span>
      <div className="bn-condition-body">
        {node.negated && <span className="bn-not">{t('rules.notWord')}</span>}
        <Popover
          trigger="click"
          placement="bottomLeft"
          arrow={false}
          destroyOnHidden
          classNames={{ root: 'bn-picker-popover' }}
          open={picking}
          onOpenChange={setPicking}
          content={
            // A menu that is closing must not take keys any more; without any content it would never open.
            picking ? (
              <ConditionPicker
                onClose={() => setPicking(false)}
                onPick={(entry) => {
                  setPicking(false)
                  replacePicked(entry, node.id)
                }}
              />
            ) : (
              <span />
            )
          }
        >
          <button type="button" className="bn-subject" title={t('rules.replace')}>
            <KindIcon kind={node.leaf.kind} />
            <b>{subject}</b>
            <DownOutlined aria-hidden />
          </button>
        </Popover>
        <ConditionEditor
          leaf={node.leaf}
          onChange={(leaf, field) =>
            apply((root) => setLeaf(root, node.id, leaf), field && `${node.id} ${field}`)
          }
        />
      </div>
      <PartCount node={node} />
      <NodeActions node={node} />
      <Problems problems={problems} gap={gap} />
    </div>
  )
}
