import { createHash } from 'node:crypto'
import type { ReadyRoute } from './read-routes.ts'

/**
 * Which of these routes carries a touch: each by its weight, and always the same one while the routes stay the same
 * (weighted rendezvous hashing: a route that joins or leaves moves only its own share). Routes of weight 0 step in
 * when there is no other.
 */
export function chooseRoute<Candidate extends Pick<ReadyRoute, 'id' | 'weight'>>(
  touch: string,
  routes: readonly Candidate[],
): Candidate | undefined {
  const weighted = routes.filter(({ weight }) => weight > 0)
  const candidates = weighted.length > 0 ? weighted : routes
  if (candidates.length <= 1) return candidates[0]
  let best: { score: number; route: Candidate } | undefined
  for (const route of candidates) {
    const score = -Math.log(unit(`${touch} ${route.id}`)) / Math.max(route.weight, 1)
    if (!best || score < best.score) best = { score, route }
  }
  return best?.route
}

/** A number between 0 and 1, never either. */
function unit(text: string): number {
  const bits = createHash('md5').update(text).digest().readUIntBE(0, 6)
  return (bits + 1) / (2 ** 48 + 2)
}
