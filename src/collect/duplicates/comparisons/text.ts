import type { ComparisonBehaviour } from './comparison-behaviour.ts'

const latin = (a: string, b: string): string =>
  `length(${a}) = lengthUTF8(${a}) AND length(${b}) = lengthUTF8(${b})`

/** Likeness from 0 to 1. Jaro–Winkler works on bytes, so text beyond ASCII is measured by edits of characters. */
function likeness(a: string, b: string): string {
  const edits = `1 - editDistanceUTF8(${a}, ${b}) / greatest(lengthUTF8(${a}), lengthUTF8(${b}), 1)`
  return `if(${latin(a, b)}, jaroWinklerSimilarity(${a}, ${b}), ${edits})`
}

/** Names and addresses. */
export const text: ComparisonBehaviour = {
  levels: (a, b) => [
    { name: 'exact', when: `${a.value} = ${b.value}` },
    ...(a.swap !== undefined && b.swap !== undefined
      ? [{ name: 'swapped', when: `${a.value} = ${b.swap} OR ${a.swap} = ${b.value}` }]
      : []),
    { name: 'very_alike', when: `${likeness(a.value, b.value)} >= 0.92` },
    { name: 'alike', when: `${likeness(a.value, b.value)} >= 0.8` },
    // In a Chinese name of two or three characters one wrong character is a large part.
    {
      name: 'one_character',
      when: `NOT (${latin(a.value, b.value)}) AND editDistanceUTF8(${a.value}, ${b.value}) = 1`,
    },
    {
      name: 'contained',
      when: `least(length(${a.value}), length(${b.value})) > 3 AND (position(${a.value}, ${b.value}) > 0 OR position(${b.value}, ${a.value}) > 0)`,
    },
  ],
}
