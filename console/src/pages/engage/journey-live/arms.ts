import type { GraphCounts } from '../../../api/journeys.ts'
import type { Graph, NodeOf } from '../journey-canvas/model/graph.ts'
import { wiresOf } from '../journey-canvas/model/outputs.ts'

type Contacts = NonNullable<GraphCounts['nodes'][number]['contacts']>

export interface Arm {
  readonly branch: number
  readonly customers: number
  /** Contacts of message steps that only this arm leads to; null: there is none. */
  readonly contacts: Pick<Contacts, 'queued' | 'sent' | 'opened' | 'clicked'> | null
  /** Customers who reached a goal that only this arm leads to; null: its goals are shared. */
  readonly converted: number | null
}

/** Everywhere that one can get from a node. */
function reachable(
  following: ReadonlyMap<string, readonly string[]>,
  start: string | undefined,
): Set<string> {
  const found = new Set<string>()
  const open = start === undefined ? [] : [start]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue
    found.add(id)
    open.push(...(following.get(id) ?? []))
  }
  return found
}

/** The arms of a split beside each other. What comes after they meet again belongs to none of them. */
export function armsOf(graph: Graph, id: string, node: NodeOf<'split'>, counts: GraphCounts): readonly Arm[] {
  const following = new Map<string, string[]>()
  for (const { from, to } of wiresOf(graph)) following.set(from, [...(following.get(from) ?? []), to])
  const ways = node.branches.map(({ next }) => reachable(following, next))
  const passed = new Map(counts.nodes.map((one) => [one.node, one]))
  return node.branches.map(({ next }, branch) => {
    const own = [...(ways[branch] ?? [])].filter(
      (one) => one !== id && ways.every((way, other) => other === branch || !way.has(one)),
    )
    const messages = own.flatMap((one) => passed.get(one)?.contacts ?? [])
    const goals = own.filter((one) => graph.nodes[one]?.type === 'goal')
    const sum = (name: 'queued' | 'sent' | 'opened' | 'clicked') =>
      messages.reduce((total, contacts) => total + contacts[name], 0)
    return {
      branch,
      customers: counts.edges.find(({ from, to }) => from === id && to === next)?.customers ?? 0,
      contacts:
        messages.length === 0
          ? null
          : { queued: sum('queued'), sent: sum('sent'), opened: sum('opened'), clicked: sum('clicked') },
      converted:
        goals.length === 0
          ? null
          : counts.edges
              .filter(({ from, to }) => to === '$goal' && goals.includes(from))
              .reduce((total, { customers }) => total + customers, 0),
    }
  })
}
