import { entryId, type Graph } from './graph.ts'
import { type Wire, wiresOf } from './outputs.ts'

export type Change = 'added' | 'removed' | 'changed' | 'same'

export interface Difference {
  /** By node id; the entry under `entryId`. */
  readonly nodes: ReadonlyMap<string, Change>
  /** By `wireKey`. */
  readonly wires: ReadonlyMap<string, Change>
  /** Both graphs in one, so that what was removed can be drawn too. */
  readonly union: Graph
  /** Other parts of the journey that differ: exits, limits, priority. */
  readonly settings: readonly string[]
}

export const wireKey = ({ from, handle, to }: Wire): string => `${from} ${handle} ${to}`

/** JSON with its keys in order, so that the order in which they were written means nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  )
}
const equal = (left: unknown, right: unknown) => canonical(left) === canonical(right)

const rest = ({ entry: _entry, nodes: _nodes, ...others }: Graph): Record<string, unknown> => ({ ...others })

/** What became of each part of a journey from one version to another. */
export function differenceOf(before: Graph, after: Graph): Difference {
  const nodes = new Map<string, Change>([[entryId, equal(before.entry, after.entry) ? 'same' : 'changed']])
  for (const [id, node] of Object.entries(before.nodes)) {
    const now = after.nodes[id]
    nodes.set(id, now === undefined ? 'removed' : equal(node, now) ? 'same' : 'changed')
  }
  for (const id of Object.keys(after.nodes)) if (before.nodes[id] === undefined) nodes.set(id, 'added')
  const earlier = new Set(wiresOf(before).map(wireKey))
  const later = new Set(wiresOf(after).map(wireKey))
  const wires = new Map<string, Change>()
  for (const key of earlier) wires.set(key, later.has(key) ? 'same' : 'removed')
  for (const key of later) if (!earlier.has(key)) wires.set(key, 'added')
  const [left, right] = [rest(before), rest(after)]
  return {
    nodes,
    wires,
    union: { ...after, nodes: { ...before.nodes, ...after.nodes } },
    settings: [...new Set([...Object.keys(left), ...Object.keys(right)])].filter(
      (name) => !equal(left[name], right[name]),
    ),
  }
}
