import { entryId, type Graph, type GraphNode } from './graph.ts'

/** A way that leads out of a node: one handle on its card. */
export interface Output {
  readonly handle: string
  readonly role: 'next' | 'branch' | 'otherwise' | 'timeout' | 'late' | 'jump'
  readonly target: string | undefined
  /** Of a branch. */
  readonly index?: number
}
/** Where customers end without another node: shown on the card, without a handle. */
export type Ending = '$holdout' | '$goal'

export function outputsOf(node: GraphNode): readonly Output[] {
  switch (node.type) {
    case 'exit':
      return []
    case 'jump':
      return [{ handle: 'to', role: 'jump', target: node.to }]
    case 'rule_split':
      return [
        ...branchesOf(node.branches),
        { handle: 'otherwise', role: 'otherwise', target: node.otherwise },
      ]
    case 'split':
      return branchesOf(node.branches)
    case 'wait_for_event':
      return [
        { handle: 'next', role: 'next', target: node.next },
        { handle: 'timeout', role: 'timeout', target: node.timeout },
      ]
    case 'goal':
      return [{ handle: 'next', role: 'late', target: node.next }]
    default:
      return [{ handle: 'next', role: 'next', target: node.next }]
  }
}

const branchesOf = (branches: readonly { next?: string }[]): readonly Output[] =>
  branches.map(({ next }, index) => ({ handle: `branch-${index}`, role: 'branch', target: next, index }))

export const endingsOf = (node: GraphNode): readonly Ending[] =>
  node.type === 'holdout' ? ['$holdout'] : node.type === 'goal' ? ['$goal'] : []

/** Does the card list its ways one by one? With a single one its handle stands beside the sentence. */
export const listsWays = (node: GraphNode): boolean => outputsOf(node).length + endingsOf(node).length > 1

/** The node with one of its ways leading elsewhere, or nowhere. */
export function withTarget(node: GraphNode, handle: string, target: string | undefined): GraphNode {
  if (handle.startsWith('branch-')) {
    const place = Number(handle.slice('branch-'.length))
    const aim = <Branch extends { next?: string }>(branches: readonly Branch[]): readonly Branch[] =>
      branches.map((branch, index) => (index === place ? { ...branch, next: target } : branch))
    if (node.type === 'rule_split') return { ...node, branches: aim(node.branches) }
    if (node.type === 'split') return { ...node, branches: aim(node.branches) }
    return node
  }
  if (node.type === 'exit') return node
  if (node.type === 'jump') return handle === 'to' ? { ...node, to: target } : node
  if (node.type === 'rule_split') return handle === 'otherwise' ? { ...node, otherwise: target } : node
  if (node.type === 'split') return node
  if (node.type === 'wait_for_event' && handle === 'timeout') return { ...node, timeout: target }
  return handle === 'next' ? ({ ...node, next: target } as GraphNode) : node
}

export interface Wire {
  readonly from: string
  readonly handle: string
  readonly role: Output['role']
  readonly to: string
}

/** Every connection of the graph that leads to a node which is there. */
export function wiresOf(graph: Graph): readonly Wire[] {
  const wires: Wire[] = []
  const add = (from: string, { handle, role, target }: Output) => {
    if (target !== undefined && graph.nodes[target] !== undefined)
      wires.push({ from, handle, role, to: target })
  }
  add(entryId, { handle: 'next', role: 'next', target: graph.entry.next })
  for (const [id, node] of Object.entries(graph.nodes)) for (const output of outputsOf(node)) add(id, output)
  return wires
}

/** Ways of a node that lead nowhere yet. */
export const openOutputs = (node: GraphNode): readonly Output[] =>
  outputsOf(node).filter(({ target }) => target === undefined)
