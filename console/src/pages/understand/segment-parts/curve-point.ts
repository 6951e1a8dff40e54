interface Point {
  readonly size: number
  readonly threshold: number
  readonly recall: number
  readonly precision: number
  readonly lift: number
}

/** The curve at a size between its points: what lies between is drawn straight. */
export function pointAt(curve: readonly Point[], size: number): Point | undefined {
  const after = curve.find((point) => point.size >= size) ?? curve.at(-1)
  const before = curve.findLast((point) => point.size <= size) ?? curve[0]
  if (after === undefined || before === undefined) return undefined
  const part = after.size === before.size ? 0 : (size - before.size) / (after.size - before.size)
  const between = (from: number, to: number) => from + Math.max(0, Math.min(1, part)) * (to - from)
  return {
    size,
    threshold: between(before.threshold, after.threshold),
    recall: between(before.recall, after.recall),
    precision: between(before.precision, after.precision),
    lift: between(before.lift, after.lift),
  }
}
