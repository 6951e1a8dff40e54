import { graphlib, layout as arrange } from '@dagrejs/dagre'
import { gridSize } from './edits.ts'
import { entryId, type Graph, type GraphNode, type Layout, type Point } from './graph.ts'
import { endingsOf, listsWays, outputsOf, wiresOf } from './outputs.ts'

export const cardWidth = 232
const headHeight = 78
const wayHeight = 25

/** About how high a card is: the same for everybody, so that a layout does not depend on who drew it. */
export function cardHeight(node: GraphNode | undefined): number {
  if (node === undefined || !listsWays(node)) return headHeight
  return headHeight + 8 + wayHeight * (outputsOf(node).length + endingsOf(node).length)
}

/** Where the nodes of a graph stand: from left to right along the ways, branches in their order below each other. */
export function autoLayout(graph: Graph): Layout {
  const drawing = new graphlib.Graph()
  drawing.setGraph({ rankdir: 'LR', nodesep: 40, ranksep: 88, edgesep: 24, marginx: 0, marginy: 0 })
  drawing.setDefaultEdgeLabel(() => ({}))
  const add = (id: string, node?: GraphNode) =>
    drawing.setNode(id, { width: cardWidth, height: cardHeight(node) })
  add(entryId)
  for (const [id, node] of Object.entries(graph.nodes)) add(id, node)
  for (const { from, to, role } of wiresOf(graph)) {
    // The straight way on stays straight; jumps bend instead.
    drawing.setEdge(from, to, { weight: role === 'jump' ? 0 : role === 'next' ? 4 : 2 })
  }
  arrange(drawing)
  const first = placeOf(drawing, entryId, undefined)
  return Object.fromEntries(
    [entryId, ...Object.keys(graph.nodes)].map((id) => {
      const { x, y } = placeOf(drawing, id, graph.nodes[id])
      return [id, { x: snap(x - first.x), y: snap(y - first.y) }]
    }),
  )
}

const snap = (length: number) => Math.round(length / gridSize) * gridSize

/** Dagre speaks of centres, the canvas of upper left corners. */
function placeOf(drawing: graphlib.Graph, id: string, node: GraphNode | undefined): Point {
  const { x = 0, y = 0 } = drawing.node(id)
  return { x: x - cardWidth / 2, y: y - cardHeight(node) / 2 }
}

/** The layout with a place for every node: those that have none yet stand where the automatic layout puts them. */
export function completeLayout(graph: Graph, layout: Layout): Layout {
  const ids = [entryId, ...Object.keys(graph.nodes)]
  if (ids.every((id) => layout[id] !== undefined)) return layout
  if (Object.keys(layout).length === 0) return autoLayout(graph)
  return { ...autoLayout(graph), ...layout }
}
