import type { ComparisonBehaviour } from './comparison-behaviour.ts'

/**
 * Likeness from 0 to 1. Jaro–Winkler works on bytes, so text beyond ASCII is measured by its edit distance in
 * characters instead: two Chinese names that share two of three characters are 0.67 alike.
 */
function likeness(a: string, b: string): string {
  return `if(length(${a}) = lengthUTF8(${a}) AND length(${b}) = lengthUTF8(${b}), jaroWinklerSimilarity(${a}, ${b}), 1 - editDistanceUTF8(${a}, ${b}) / greatest(lengthUTF8(${a}), lengthUTF8(${b}), 1))`
}

/** Names and addresses. */
export const text: ComparisonBehaviour = {
  levels: (a, b) => [
    { name: 'exact', when: `${a.value} = ${b.value}` },
    ...(a.swap !== undefined && b.swap !== undefined
      ? [
          {
            name: 'swapped',
            when: `${a.value} = ${b.swap} OR ${a.swap} = ${b.value}`,
          },
        ]
      : []),
    { name: 'very_alike', when: `${likeness(a.value, b.value)} >= 0.92` },
    { name: 'alike', when: `${likeness(a.value, b.value)} >= 0.8` },
    {
      name: 'contained',
      when: `length(${a.value}) > 3 AND length(${b.value}) > 3 AND (position(${a.value}, ${b.value}) > 0 OR position(${b.value}, ${a.value}) > 0)`,
    },
  ],
}
