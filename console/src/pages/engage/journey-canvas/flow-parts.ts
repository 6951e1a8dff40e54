import { type EdgeTypes, MarkerType, type Node, type NodeTypes } from '@xyflow/react'
import type { Visit } from './cards.ts'
import { FlowEdge, type FlowWire } from './flow-edge.tsx'
import { cardHeight, cardWidth, completeLayout } from './model/auto-layout.ts'
import { wireKey } from './model/difference.ts'
import { entryId, type Graph, type Layout } from './model/graph.ts'
import { wiresOf } from './model/outputs.ts'
import { NodeCard } from './node-card.tsx'

export type FlowNode = Node<Record<string, never>, 'card'>
export const nodeTypes = { card: NodeCard } satisfies NodeTypes
export const edgeTypes = { wire: FlowEdge } as EdgeTypes

const data = {}

/** The nodes of React Flow. What a card says comes from the canvas around it, so that moving one draws no other anew. */
export function flowNodes(graph: Graph, layout: Layout, editable: boolean): FlowNode[] {
  const places = completeLayout(graph, layout)
  return [entryId, ...Object.keys(graph.nodes)].map((id) => ({
    id,
    type: 'card' as const,
    position: places[id] ?? { x: 0, y: 0 },
    data,
    width: cardWidth,
    initialHeight: cardHeight(graph.nodes[id]),
    deletable: editable && id !== entryId,
    ariaLabel: graph.nodes[id]?.label ?? id,
  }))
}

export function flowEdges(graph: Graph, visits?: ReadonlyMap<string, Visit>): FlowWire[] {
  return wiresOf(graph).map((wire) => {
    const [left, right] = [visits?.get(wire.from), visits?.get(wire.to)]
    return {
      id: wireKey(wire),
      type: 'wire' as const,
      source: wire.from,
      sourceHandle: wire.handle,
      target: wire.to,
      targetHandle: 'in',
      data: {
        wire,
        follows: left !== undefined && right !== undefined && right.order > left.order,
      },
      markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14 },
    }
  })
}
