import type { ComparisonBehaviour } from './comparison-behaviour.ts'

const local = (address: string): string => `splitByChar('@', ${address})[1]`

export const email: ComparisonBehaviour = {
  levels: (a, b) => [
    { name: 'exact', when: `${a.value} = ${b.value}` },
    { name: 'same_mailbox', when: `${local(a.value)} = ${local(b.value)}` },
    { name: 'very_alike', when: `jaroWinklerSimilarity(${a.value}, ${b.value}) >= 0.92` },
    { name: 'alike', when: `jaroWinklerSimilarity(${local(a.value)}, ${local(b.value)}) >= 0.85` },
  ],
}
