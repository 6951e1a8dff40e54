import type { ComparisonBehaviour } from './comparison-behaviour.ts'

/** Numbers written by hand or keyboard: postcodes, house and document numbers. */
export const code: ComparisonBehaviour = {
  levels: (a, b) => [
    { name: 'exact', when: `${a.value} = ${b.value}` },
    { name: 'one_slip', when: `damerauLevenshteinDistance(${a.value}, ${b.value}) = 1` },
    {
      name: 'two_slips',
      when: `damerauLevenshteinDistance(${a.value}, ${b.value}) = 2 AND length(${a.value}) > 4`,
    },
  ],
}
