import type { ComparisonBehaviour } from './comparison-behaviour.ts'

/** Several values separated by spaces, of which one shared value is enough: the phones of a customer. */
export const set: ComparisonBehaviour = {
  levels: (a, b) => [
    {
      name: 'shared',
      when: `hasAny(splitByChar(' ', ${a.value}), splitByChar(' ', ${b.value}))`,
    },
  ],
}
