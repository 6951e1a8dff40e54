import type { Resolved } from '../resolve-formula.ts'
import { basesOf } from '../resolve-formula.ts'

/**
 * Whether past values cannot be computed: some number of customers reads tags, segments or lists, which say how things
 * are now. Such a metric grows by one day a day. (A condition qualifies customers as they are known now, on purpose.)
 */
export function knownOnlyNow(resolved: Resolved): boolean {
  return basesOf(resolved).some(({ formula }) => formula.kind === 'customers' && readsPresent(formula.rule))
}

function readsPresent(rule: unknown): boolean {
  if (Array.isArray(rule)) return rule.some(readsPresent)
  if (typeof rule !== 'object' || rule === null) return false
  return Object.entries(rule).some(
    ([key, inner]) => ['tag', 'segment', 'list'].includes(key) || readsPresent(inner),
  )
}
