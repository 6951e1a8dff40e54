import { PlusOutlined } from '@ant-design/icons'
import {
  BaseEdge,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  getBezierPath,
  getSmoothStepPath,
} from '@xyflow/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../app/format.ts'
import { edgeKey, useCards } from './cards.ts'
import { wireKey } from './model/difference.ts'
import type { Wire } from './model/outputs.ts'

export type FlowWire = Edge<{ wire: Wire; follows: boolean }, 'wire'>

/** A way between two cards, with how many customers went it; in the editor a step can be put onto it. */
export function FlowEdge(props: EdgeProps<FlowWire>) {
  const { t } = useTranslation()
  const format = useFormats()
  const cards = useCards()
  const [pointed, setPointed] = useState(false)
  const { data, source, target, selected = false } = props
  const backwards = props.targetX < props.sourceX + 24
  const [path, x, y] = backwards
    ? getSmoothStepPath({ ...props, borderRadius: 18, offset: 26 })
    : getBezierPath({ ...props, curvature: 0.32 })
  if (data === undefined) return null
  const count = cards.counts?.edges.get(edgeKey(source, target))
  const change = cards.wireChanges?.get(wireKey(data.wire))
  const visited = cards.visits !== undefined && data.follows
  const { onAdd } = cards
  return (
    <g
      className="bn-wire"
      data-role={data.wire.role}
      data-change={change}
      data-selected={selected}
      data-visited={visited}
      data-pointed={pointed}
      onMouseEnter={() => setPointed(true)}
      onMouseLeave={() => setPointed(false)}
    >
      <BaseEdge
        path={path}
        interactionWidth={22}
        {...(props.markerEnd === undefined ? {} : { markerEnd: props.markerEnd })}
      />
      <EdgeLabelRenderer>
        {count !== undefined && (
          <span className="bn-wire-count" style={place(x, y)} title={format.count(count)}>
            {format.short(count)}
          </span>
        )}
        {onAdd !== undefined && (
          <button
            type="button"
            tabIndex={-1}
            className="bn-wire-add nodrag nopan"
            style={place(x, y)}
            aria-label={t('journeys.addHere')}
            data-shown={pointed || selected}
            onMouseEnter={() => setPointed(true)}
            onMouseLeave={() => setPointed(false)}
            onClick={(event) => {
              event.stopPropagation()
              const { right, top } = event.currentTarget.getBoundingClientRect()
              onAdd({ from: source, handle: data.wire.handle }, { x: right + 8, y: top })
            }}
          >
            <PlusOutlined aria-hidden />
          </button>
        )}
      </EdgeLabelRenderer>
    </g>
  )
}

const place = (x: number, y: number) => ({ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` })
