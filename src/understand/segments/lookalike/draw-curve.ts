import type { LookalikeResult } from './schema.ts'

/** How many candidates and held-out seeds have one score. */
export interface ScoreCount {
  readonly score: number
  readonly candidates: number
  readonly held: number
}

const points = 80
const smallest = 10

/**
 * What every size of a lookalike would mean, from how the scores spread. Sizes grow by a constant factor from ten to all
 * candidates. Where a size ends amid candidates of one score, held-out seeds of that score count in part.
 * @param scores one row a score, the highest first
 */
export function drawCurve(scores: readonly ScoreCount[]): Pick<LookalikeResult, 'auc' | 'curve'> {
  const candidates = scores.reduce((sum, row) => sum + row.candidates, 0)
  const held = scores.reduce((sum, row) => sum + row.held, 0)
  const curve: LookalikeResult['curve'] = []
  let above = { candidates: 0, held: 0 }
  let next = 0
  const sizes = sizesUpTo(candidates)
  for (const row of scores) {
    for (let size = sizes[next]; size !== undefined; size = sizes[next]) {
      if (size > above.candidates + row.candidates) break
      const found = above.held + row.held * ((size - above.candidates) / row.candidates)
      const recall = held === 0 ? 0 : found / held
      curve.push({
        size,
        threshold: row.score,
        recall,
        precision: found / (found + size),
        lift: recall / (size / candidates),
      })
      next += 1
    }
    above = { candidates: above.candidates + row.candidates, held: above.held + row.held }
  }
  return { auc: areaUnderCurve(scores, candidates, held), curve }
}

function sizesUpTo(candidates: number): number[] {
  if (candidates <= smallest) return candidates === 0 ? [] : [candidates]
  const factor = (candidates / smallest) ** (1 / (points - 1))
  const sizes = Array.from({ length: points }, (_, i) => Math.round(smallest * factor ** i))
  return [...new Set([...sizes.slice(0, -1), candidates])]
}

/** The probability that a held-out seed scores higher than a candidate, ties counting half (Mann–Whitney). */
function areaUnderCurve(scores: readonly ScoreCount[], candidates: number, held: number): number {
  if (candidates === 0 || held === 0) return 0.5
  let below = candidates
  let pairs = 0
  for (const row of scores) {
    below -= row.candidates
    pairs += row.held * (below + row.candidates / 2)
  }
  return pairs / (candidates * held)
}
