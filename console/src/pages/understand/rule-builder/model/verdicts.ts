import type { RuleNode } from './tree.ts'

/** Whether a customer satisfies each node, from what was found for the conditions; unknown where any part is. */
export function verdictsOf(
  root: RuleNode,
  conditionMet: (id: string) => boolean | undefined,
): ReadonlyMap<string, boolean> {
  const verdicts = new Map<string, boolean>()
  const judge = (node: RuleNode): boolean | undefined => {
    const inner =
      node.type === 'condition' ? conditionMet(node.id) : joined(node.op, node.children.map(judge))
    if (inner === undefined) return undefined
    const met = inner !== node.negated
    verdicts.set(node.id, met)
    return met
  }
  judge(root)
  return verdicts
}

function joined(op: 'all' | 'any', parts: readonly (boolean | undefined)[]): boolean | undefined {
  if (parts.length === 0) return undefined
  const decisive = op === 'any'
  if (parts.includes(decisive)) return decisive
  return parts.includes(undefined) ? undefined : !decisive
}
