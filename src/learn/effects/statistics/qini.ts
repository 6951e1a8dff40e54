/** One slice of the customers, best score first: sizes and sums of the outcome on both sides. */
export interface Slice {
  readonly treated: number
  readonly treatedSum: number
  readonly holdout: number
  readonly holdoutSum: number
}

export interface Qini {
  /** From (0, 0): share of the treated customers contacted, and extra outcome gained a treated customer. */
  readonly points: { share: number; gain: number }[]
  /** Area between the curve and the straight line of a contact in random order; above 0 the score sorts well. */
  readonly coefficient: number
}

/**
 * The Qini curve: extra outcome if only the best-scored share were contacted (Radcliffe: Using Control Groups to Target
 * on Predicted Lift, 2007). Null when a side is empty.
 */
export function qiniCurve(slices: readonly Slice[]): Qini | null {
  const all = slices.reduce((sum, slice) => sum + slice.treated, 0)
  if (all === 0 || slices.every((slice) => slice.holdout === 0)) return null
  let [treated, treatedSum, holdout, holdoutSum] = [0, 0, 0, 0]
  const points = [{ share: 0, gain: 0 }]
  for (const slice of slices) {
    treated += slice.treated
    treatedSum += slice.treatedSum
    holdout += slice.holdout
    holdoutSum += slice.holdoutSum
    // Without anyone held out so far there is nothing to compare with.
    if (holdout > 0) {
      points.push({ share: treated / all, gain: (treatedSum - (holdoutSum * treated) / holdout) / all })
    }
  }
  const end = points.at(-1)?.gain ?? 0
  let area = 0
  for (const [index, point] of points.entries()) {
    const before = points[index - 1]
    if (before) area += ((point.share - before.share) * (point.gain + before.gain)) / 2
  }
  return { points, coefficient: area - end / 2 }
}
