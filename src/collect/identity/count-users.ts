import type { Identifier } from '../protocols/index.ts'
import { Components } from './components.ts'
import { isActive } from './identity-link.ts'
import { type NamespaceRules, positionOf } from './namespaces.ts'
import { identifierKey } from './partition.ts'
import type { Group } from './read-group.ts'

/** Evidence that two identifiers are one customer's. */
export interface Pair {
  readonly identifier: Identifier
  readonly anchor: Identifier
}

/** What the count needs to know: stored links of whole customers, and what is said now. */
export interface Evidence {
  readonly rules: NamespaceRules
  readonly group: Group
  readonly numbers: ReadonlyMap<string, number>
  readonly pairs: readonly Pair[]
  /** Keys of the identifiers that are under suspicion: their own links count for none of them. */
  readonly suspects: ReadonlySet<string>
}

export interface Users {
  /** Customers with a stronger identifier than the suspect. */
  readonly customers: number
  /** Weaker identifiers that nothing else connects, by namespace. */
  readonly weaker: ReadonlyMap<string, number>
}

/**
 * Who uses an identifier: the customers among its partners as they would stand without it, so that one person's phone,
 * user id and card count once.
 */
export function usersOf(evidence: Evidence): (suspect: Identifier, partners: Iterable<string>) => Users {
  const { rules, group, numbers, suspects } = evidence
  const components = new Components()
  const unknown = new Map<string, number>()
  const ranks = new Map<number, number>()
  /** A stored number, or a negative one for an identifier on first sight. */
  const nodeOf = (key: string): number => {
    const number = numbers.get(key) ?? unknown.get(key)
    if (number !== undefined) return number
    unknown.set(key, -1 - unknown.size)
    return -unknown.size
  }
  for (const edge of group.unexplained) components.join(edge.number, edge.to_number)
  for (const link of group.links) {
    const ends = [`${link.namespace}:${link.value}`, `${link.to_namespace}:${link.to_value}`]
    if (isActive(link) && !ends.some((key) => suspects.has(key))) components.join(link.number, link.to_number)
  }
  for (const { identifier, anchor } of evidence.pairs) {
    const [key, anchorKey] = [identifierKey(identifier), identifierKey(anchor)]
    for (const end of [identifier, anchor]) {
      const node = nodeOf(identifierKey(end))
      if (node < 0) ranks.set(node, positionOf(rules, end.namespace))
    }
    if (!suspects.has(key) && !suspects.has(anchorKey)) components.join(nodeOf(key), nodeOf(anchorKey))
  }
  for (const number of group.into.keys()) ranks.set(number, group.standing.rank(number))
  const best = new Map<number, number>()
  for (const [node, rank] of ranks) {
    const root = components.find(node)
    best.set(root, Math.min(best.get(root) ?? Number.MAX_SAFE_INTEGER, rank))
  }
  const namespaces = new Map([...rules.values()].map((rule) => [rule.position, rule.key]))
  return (suspect, partners) => {
    const own = positionOf(rules, suspect.namespace)
    // A suspect stands for nobody: a visitor of many halls is not shared for it.
    const sure = [...partners].filter((key) => !suspects.has(key))
    const found = new Set(sure.map((key) => components.find(nodeOf(key))))
    const number = numbers.get(identifierKey(suspect))
    if (number !== undefined && group.standing.rank(number) < own) found.add(components.find(number))
    let customers = 0
    const weaker = new Map<string, number>()
    for (const root of found) {
      const rank = best.get(root) ?? Number.MAX_SAFE_INTEGER
      const namespace = namespaces.get(rank) ?? ''
      if (rank < own) customers += 1
      else if (rank > own) weaker.set(namespace, (weaker.get(namespace) ?? 0) + 1)
    }
    return { customers, weaker }
  }
}
