import { behaviourOf } from '../nodes/index.ts'
import type { JourneyGraph, Node } from '../schema.ts'

/** A way out of a node to another one. */
export interface Edge {
  /** JSON pointer within the node. */
  readonly path: string
  readonly to: string
  /** Its share is 0 %: nobody goes there. */
  readonly never: boolean
}

const edge = (path: string, to: string, never = false): Edge => ({ path, to, never })

/** The node, if there is one; `constructor` is no node just because every object has one. */
export function nodeOf(graph: JourneyGraph, id: string): Node | undefined {
  return Object.hasOwn(graph.nodes, id) ? graph.nodes[id] : undefined
}

/** Where customers can go from a node, except to where they end by themselves (`$goal` …). */
export function edgesOf(node: Node): Edge[] {
  switch (node.type) {
    case 'exit':
      return []
    case 'jump':
      return [edge('/to', node.to)]
    case 'holdout':
      return [edge('/next', node.next, node.percent >= 100)]
    case 'split':
      return node.branches.map(({ next, percent }, i) => edge(`/branches/${i}/next`, next, percent === 0))
    case 'rule_split':
      return [
        ...node.branches.map(({ next }, i) => edge(`/branches/${i}/next`, next)),
        edge('/otherwise', node.otherwise),
      ]
    case 'wait_for_event':
      return [edge('/next', node.next), edge('/timeout', node.timeout)]
    default:
      return [edge('/next', node.next)]
  }
}

/** Every node that a path leads to. */
export function reachableFrom(
  graph: JourneyGraph,
  starts: readonly string[],
  goes: (edge: Edge) => boolean = () => true,
): Set<string> {
  const reached = new Set<string>()
  const queue = [...starts]
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const node = nodeOf(graph, id)
    if (!node || reached.has(id)) continue
    reached.add(id)
    for (const way of edgesOf(node)) if (goes(way)) queue.push(way.to)
  }
  return reached
}

const minute = 60_000

/** Customers stay at the node for a minute at least, at every visit. */
export function takesTime(node: Node): boolean {
  // A fixed day is over one day, and a day of the customer's own can be: then they go on at once.
  if (node.type === 'wait_until') return node.date === undefined || node.yearly === true
  return behaviourOf(node).delay >= minute
}

/** Sets of nodes that customers could go round in without end at one instant: each a loop in which nothing takes time. */
export function endlessLoops(graph: JourneyGraph): string[][] {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const loops: string[][] = []
  const timeless = (id: string): Node | undefined => {
    const node = nodeOf(graph, id)
    return node && !takesTime(node) ? node : undefined
  }
  // Tarjan's strongly connected components.
  const visit = (id: string, node: Node): void => {
    const own = index.size
    index.set(id, own)
    low.set(id, own)
    stack.push(id)
    const ways = edgesOf(node).map((way) => way.to)
    for (const to of ways) {
      const next = timeless(to)
      if (!next) continue
      if (!index.has(to)) {
        visit(to, next)
        low.set(id, Math.min(low.get(id) ?? own, low.get(to) ?? own))
      } else if (stack.includes(to)) {
        low.set(id, Math.min(low.get(id) ?? own, index.get(to) ?? own))
      }
    }
    if (low.get(id) !== own) return
    const component = stack.splice(stack.lastIndexOf(id))
    if (component.length > 1 || ways.includes(id)) loops.push(component)
  }
  for (const id of Object.keys(graph.nodes)) {
    const node = timeless(id)
    if (node && !index.has(id)) visit(id, node)
  }
  return loops
}
