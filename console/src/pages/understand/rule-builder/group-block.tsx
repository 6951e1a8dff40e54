import { HolderOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Popover, Select } from 'antd'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { ConditionRow } from './condition-row.tsx'
import { useEditing } from './editing.ts'
import { setGroup } from './model/edits.ts'
import type { GroupNode } from './model/tree.ts'
import { NodeActions, useNodeActions } from './node-actions.tsx'
import { PartCount } from './part-count.tsx'
import { ConditionPicker } from './picker/condition-picker.tsx'
import { Problems } from './problems.tsx'
import { onRowKey } from './row-keys.ts'
import { useAdding } from './use-adding.ts'
import { useDrop } from './use-drop.ts'

const modes = {
  all: ['all', false],
  any: ['any', false],
  notAny: ['any', true],
  notAll: ['all', true],
} as const
type Mode = keyof typeof modes
const modeOf = ({ op, negated }: GroupNode): Mode => (negated ? (op === 'any' ? 'notAny' : 'notAll') : op)

interface Place {
  readonly group: GroupNode
  readonly index: number
}

/** Conditions and groups under all, any, none or not all. */
export function GroupBlock({ node, place }: { node: GroupNode; place?: Place }) {
  const { t } = useTranslation()
  const { problemsOf, focus, setFocus, setAdding, setDragged, dragged, apply } = useEditing()
  const actions = useNodeActions(node)
  const head = useRef<HTMLDivElement>(null)
  const block = useRef<HTMLElement>(null)
  const drop = useDrop(place?.group.id ?? '', () => ({ index: place?.index ?? 0, mark: 'before' }))
  useEffect(() => {
    if (focus !== node.id) return
    head.current?.focus()
    setFocus(undefined)
  }, [focus, node.id, setFocus])
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget) return
    if (place !== undefined) onRowKey(event, actions, () => setAdding({ group: node.id }))
    else if (event.key === 'Enter' || event.key === 'ArrowDown') {
      event.preventDefault()
      if (event.key === 'Enter') setAdding({ group: node.id })
      else block.current?.querySelector<HTMLElement>('.bn-group-children [data-rule-row]')?.focus()
    }
  }
  return (
    <section
      ref={block}
      className="bn-group"
      data-mode={modeOf(node)}
      data-root={place === undefined}
      data-dragged={dragged?.id === node.id}
      data-mark={drop.mark}
      aria-label={t(`rules.groups.${modeOf(node)}`)}
    >
      <div
        ref={head}
        className="bn-group-head"
        tabIndex={0}
        role="group"
        aria-label={t(`rules.groups.${modeOf(node)}`)}
        data-rule-row
        onKeyDown={onKeyDown}
        {...(place === undefined ? {} : drop.handlers)}
      >
        {place !== undefined && (
          <span
            className="bn-drag"
            draggable
            aria-hidden
            title={t('rules.drag')}
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move'
              event.dataTransfer.setData('text/plain', node.id)
              if (block.current !== null) event.dataTransfer.setDragImage(block.current, 16, 16)
              setDragged(node)
            }}
            onDragEnd={() => setDragged(undefined)}
          >
            <HolderOutlined />
          </span>
        )}
        <Select<Mode>
          className="bn-mode"
          variant="borderless"
          aria-label={t('rules.groups.label')}
          popupMatchSelectWidth={false}
          value={modeOf(node)}
          options={(Object.keys(modes) as Mode[]).map((value) => ({
            value,
            label: t(`rules.groups.${value}`),
          }))}
          onChange={(mode) => {
            const [op, negated] = modes[mode]
            apply((root) => setGroup(root, node.id, { op, negated }))
          }}
        />
        <span className="bn-group-space" />
        {place !== undefined && (
          <>
            <PartCount node={node} />
            <NodeActions node={node} />
          </>
        )}
      </div>
      <Problems problems={problemsOf(node.id)} />
      <div className="bn-group-children">
        {node.children.map((child, index) => (
          <div className="bn-branch" key={child.id}>
            {index > 0 && (
              <span className="bn-joint" aria-hidden>
                {t(`rules.joints.${node.op}`)}
              </span>
            )}
            {child.type === 'group' ? (
              <GroupBlock node={child} place={{ group: node, index }} />
            ) : (
              <ConditionRow node={child} group={node} index={index} />
            )}
          </div>
        ))}
        <GroupFoot node={node} />
      </div>
    </section>
  )
}

/** Adds to the end of a group, or where the keyboard asked to; also the place to drop at its end. */
function GroupFoot({ node }: { node: GroupNode }) {
  const { t } = useTranslation()
  const { adding, setAdding, setFocus } = useEditing()
  const { addPicked, addGroup } = useAdding()
  const button = useRef<HTMLButtonElement>(null)
  const open = adding?.group === node.id
  const { mark, handlers } = useDrop(node.id, () => ({ index: node.children.length, mark: 'before' }))
  return (
    <div className="bn-group-foot" data-mark={mark} data-empty={node.children.length === 0} {...handlers}>
      <Popover
        trigger="click"
        placement="bottomLeft"
        arrow={false}
        destroyOnHidden
        classNames={{ root: 'bn-picker-popover' }}
        open={open}
        onOpenChange={(next) => setAdding(next ? { group: node.id } : undefined)}
        content={
          // A menu that is closing must not take keys any more; without any content it would never open.
          open ? (
            <ConditionPicker
              onClose={() => {
                const before = adding?.index === undefined ? undefined : node.children[adding.index - 1]
                setAdding(undefined)
                if (before === undefined) button.current?.focus()
                else setFocus(before.id)
              }}
              onPick={(entry) => addPicked(entry, node.id, adding?.index)}
            />
          ) : (
            <span />
          )
        }
      >
        <Button
          ref={button}
          size="small"
          type={node.children.length === 0 ? 'primary' : 'dashed'}
          icon={<PlusOutlined />}
        >
          {t('rules.addCondition')}
        </Button>
      </Popover>
      <Button
        size="small"
        type="text"
        icon={<PlusOutlined />}
        onClick={() => addGroup(node.id, node.op === 'all' ? 'any' : 'all')}
      >
        {t('rules.addGroup')}
      </Button>
    </div>
  )
}
