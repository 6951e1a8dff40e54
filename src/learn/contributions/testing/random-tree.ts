import type { MetricLeaf, MetricTree } from '../metric-tree.ts'

/** Numbers from 0 to 1, the same for the same seed (Park and Miller’s generator). */
export function seededUniform(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

/** A tree of all operations, up to `levels` deep; its leaves rise, fall, rest, vanish, appear and change their sign. */
export function randomTree(uniform: () => number, levels: number, key = 'root'): MetricTree {
  if (levels === 0 || uniform() < 0.2) return randomLeaf(uniform, key)
  const operation = (['sum', 'difference', 'product', 'ratio'] as const)[Math.floor(4 * uniform())] ?? 'sum'
  if (operation === 'ratio') {
    return {
      key,
      operation,
      parts: [
        randomTree(uniform, levels - 1, `${key}.0`),
        // What is divided by is never 0, but it may change its sign.
        { key: `${key}.1`, before: awayFromZero(uniform), after: awayFromZero(uniform) },
      ],
    }
  }
  const count = 2 + Math.floor(3 * uniform())
  return {
    key,
    operation,
    parts: Array.from({ length: count }, (_, index) => randomTree(uniform, levels - 1, `${key}.${index}`)),
  }
}

function randomLeaf(uniform: () => number, key: string): MetricLeaf {
  const kind = uniform()
  const [one, two] = [5 * uniform(), 5 * uniform()]
  if (kind < 0.55) return { key, before: one, after: two }
  if (kind < 0.65) return { key, before: 0, after: two }
  if (kind < 0.75) return { key, before: one, after: 0 }
  if (kind < 0.9) return { key, before: one, after: -two }
  return { key, before: one, after: one }
}

const awayFromZero = (uniform: () => number): number => (uniform() < 0.2 ? -1 : 1) * (0.5 + 2 * uniform())
