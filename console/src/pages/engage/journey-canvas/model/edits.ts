import {
  entryId,
  type Graph,
  type GraphNode,
  type JourneyDocument,
  type Layout,
  type NodeType,
  type Point,
} from './graph.ts'
import { freeId, newNode } from './new-node.ts'
import { outputsOf, withTarget } from './outputs.ts'

export const gridSize = 16
const snapped = ({ x, y }: Point): Point => ({
  x: Math.round(x / gridSize) * gridSize,
  y: Math.round(y / gridSize) * gridSize,
})

const withGraph = (document: JourneyDocument, graph: Partial<Graph>): JourneyDocument => ({
  ...document,
  graph: { ...document.graph, ...graph },
})
const withNode = (document: JourneyDocument, id: string, node: GraphNode): JourneyDocument =>
  withGraph(document, { nodes: { ...document.graph.nodes, [id]: node } })

export const changeGraph = withGraph

export function changeNode(document: JourneyDocument, id: string, node: GraphNode): JourneyDocument {
  return document.graph.nodes[id] === undefined ? document : withNode(document, id, node)
}

export function placeNodes(document: JourneyDocument, places: Layout): JourneyDocument {
  const moved = Object.entries(places).map(([id, point]) => [id, snapped(point)] as const)
  return { ...document, layout: { ...document.layout, ...Object.fromEntries(moved) } }
}

/** Lets a way lead to a node; `undefined` takes the connection away. Nothing leads to the entry. */
export function connect(
  document: JourneyDocument,
  from: string,
  handle: string,
  target: string | undefined,
): JourneyDocument {
  const { graph } = document
  if (target !== undefined && graph.nodes[target] === undefined) return document
  if (from === entryId) return withGraph(document, { entry: { ...graph.entry, next: target } })
  const node = graph.nodes[from]
  return node === undefined ? document : withNode(document, from, withTarget(node, handle, target))
}

/** Where a new node is hung in: behind a way of another one. What that way led to follows the new node. */
export interface Behind {
  readonly from: string
  readonly handle: string
}

const targetOf = (graph: Graph, { from, handle }: Behind): string | undefined => {
  if (from === entryId) return graph.entry.next
  const node = graph.nodes[from]
  return node && outputsOf(node).find((output) => output.handle === handle)?.target
}

export function addNode(
  document: JourneyDocument,
  type: NodeType,
  at: Point,
  behind?: Behind,
): { readonly document: JourneyDocument; readonly id: string } {
  const { graph } = document
  const id = freeId(type, (one) => graph.nodes[one] !== undefined)
  const follows = behind && targetOf(graph, behind)
  const bare = newNode(type)
  const [first] = outputsOf(bare)
  const node = follows === undefined || first === undefined ? bare : withTarget(bare, first.handle, follows)
  const added = placeNodes(withNode(document, id, node), { [id]: at })
  return { id, document: behind === undefined ? added : connect(added, behind.from, behind.handle, id) }
}

/** Takes nodes away. Ways that led to one lead on to what followed it, if that was one thing. */
export function removeNodes(document: JourneyDocument, ids: readonly string[]): JourneyDocument {
  const { graph, layout } = document
  const gone = new Set(ids.filter((id) => graph.nodes[id] !== undefined))
  if (gone.size === 0) return document
  const beyond = (id: string | undefined, seen: ReadonlySet<string> = new Set()): string | undefined => {
    if (id === undefined || !gone.has(id)) return id
    const node = graph.nodes[id]
    const outputs = node === undefined || node.type === 'jump' ? [] : outputsOf(node)
    return outputs.length === 1 && !seen.has(id)
      ? beyond(outputs[0]?.target, new Set([...seen, id]))
      : undefined
  }
  const nodes: Record<string, GraphNode> = {}
  for (const [id, node] of Object.entries(graph.nodes)) {
    if (gone.has(id)) continue
    nodes[id] = outputsOf(node).reduce<GraphNode>(
      (kept, { handle, target }) =>
        target !== undefined && gone.has(target) ? withTarget(kept, handle, beyond(target)) : kept,
      node,
    )
  }
  return {
    graph: { ...graph, entry: { ...graph.entry, next: beyond(graph.entry.next) }, nodes },
    layout: Object.fromEntries(Object.entries(layout).filter(([id]) => !gone.has(id))),
  }
}

/** Gives a node another id, everywhere. */
export function renameNode(document: JourneyDocument, from: string, to: string): JourneyDocument {
  const { graph, layout } = document
  if (from === to || graph.nodes[from] === undefined || graph.nodes[to] !== undefined) return document
  const renamed = (id: string | undefined) => (id === from ? to : id)
  const nodes = Object.entries(graph.nodes).map(([id, node]) => [
    id === from ? to : id,
    outputsOf(node).reduce<GraphNode>(
      (kept, { handle, target }) => (target === from ? withTarget(kept, handle, to) : kept),
      node,
    ),
  ])
  return {
    graph: {
      ...graph,
      entry: { ...graph.entry, next: renamed(graph.entry.next) },
      nodes: Object.fromEntries(nodes) as Graph['nodes'],
    },
    layout: Object.fromEntries(Object.entries(layout).map(([id, at]) => [id === from ? to : id, at])),
  }
}

/** Nodes with the connections between them, as they go to the clipboard. */
export interface Piece {
  readonly nodes: Graph['nodes']
  readonly layout: Layout
}

export function copyNodes({ graph, layout }: JourneyDocument, ids: readonly string[]): Piece {
  const chosen = Object.entries(graph.nodes).filter(([id]) => ids.includes(id))
  return {
    nodes: Object.fromEntries(chosen),
    layout: Object.fromEntries(Object.entries(layout).filter(([id]) => ids.includes(id))),
  }
}

/** Puts a copy of nodes in. Connections to nodes that were not copied are open. */
export function pasteNodes(
  document: JourneyDocument,
  piece: Piece,
  shift: Point,
): { readonly document: JourneyDocument; readonly ids: readonly string[] } {
  const names = new Map<string, string>()
  const taken = (id: string) => document.graph.nodes[id] !== undefined || [...names.values()].includes(id)
  for (const id of Object.keys(piece.nodes)) names.set(id, freeId(id, taken))
  const nodes: Record<string, GraphNode> = {}
  const places: Record<string, Point> = {}
  for (const [id, node] of Object.entries(piece.nodes)) {
    const name = names.get(id) ?? id
    nodes[name] = outputsOf(node).reduce<GraphNode>(
      (kept, { handle, target }) =>
        target === undefined ? kept : withTarget(kept, handle, names.get(target)),
      node,
    )
    const at = piece.layout[id] ?? { x: 0, y: 0 }
    places[name] = { x: at.x + shift.x, y: at.y + shift.y }
  }
  const pasted = withGraph(document, { nodes: { ...document.graph.nodes, ...nodes } })
  return { document: placeNodes(pasted, places), ids: [...names.values()] }
}
