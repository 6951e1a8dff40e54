import type { ComparisonBehaviour } from './comparison-behaviour.ts'

/** Keyed hashes and codes of a list: the same or not. */
export const exact: ComparisonBehaviour = {
  levels: (a, b) => [{ name: 'exact', when: `${a.value} = ${b.value}` }],
}
