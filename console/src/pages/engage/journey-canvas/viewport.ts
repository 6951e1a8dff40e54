import { type ReactFlowInstance, type Viewport } from '@xyflow/react'
import type { FlowWire } from './flow-edge.tsx'
import type { FlowNode } from './flow-parts.ts'
import { entryId } from './model/graph.ts'

const readable = 0.62
const margin = 28

/** Milliseconds that a movement across the canvas takes: none for who wants less motion. */
export function travelTime(): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 250
}

/** The whole journey, if it can be read that small; else its beginning. */
export async function showStart(
  flow: ReactFlowInstance<FlowNode, FlowWire>,
  canvas: HTMLElement | null,
): Promise<void> {
  await flow.fitView({ maxZoom: 1, padding: 0.08 })
  if (flow.getZoom() >= readable || canvas === null) return
  const entry = flow.getNode(entryId)
  if (entry === undefined) return
  const { height } = canvas.getBoundingClientRect()
  const half = (entry.measured?.height ?? 80) / 2
  const start: Viewport = {
    x: margin - entry.position.x * readable,
    y: height / 2 - (entry.position.y + half) * readable,
    zoom: readable,
  }
  await flow.setViewport(start)
}
