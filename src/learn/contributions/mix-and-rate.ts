/** One segment of a rate: how many there were, and how many of them did it. */
interface RateSegment {
  readonly segment: string
  readonly before: { readonly weight: number; readonly value: number }
  readonly after: { readonly weight: number; readonly value: number }
}

interface RateContribution {
  readonly segment: string
  /** Because its own rate changed. */
  readonly rate: number
  /** Because its share of the whole changed. */
  readonly mix: number
}

/**
 * Why an overall rate moved, segment by segment: through its own rate or through its share (the midpoint form of
 * Kitagawa, J. Am. Stat. Assoc. 50, 1955; shares are weighed against the overall rate, so that a segment that only grows
 * counts by how far its rate lies from it). All together sum to the change. Null when there is nobody at either time.
 */
export function explainRate(segments: readonly RateSegment[]): RateContribution[] | null {
  const weight = { before: 0, after: 0 }
  const value = { before: 0, after: 0 }
  for (const { before, after } of segments) {
    weight.before += before.weight
    weight.after += after.weight
    value.before += before.value
    value.after += after.value
  }
  if (weight.before === 0 || weight.after === 0) return null
  const overall = (value.before / weight.before + value.after / weight.after) / 2
  const found = segments.map(({ segment, before, after }) => {
    const shares = [before.weight / weight.before, after.weight / weight.after] as const
    // A segment that was not there has no rate of its own: it had that of the time when it was there.
    const rates = [
      rateOf(before) ?? rateOf(after) ?? overall,
      rateOf(after) ?? rateOf(before) ?? overall,
    ] as const
    return {
      segment,
      rate: ((shares[0] + shares[1]) / 2) * (rates[1] - rates[0]),
      mix: ((rates[0] + rates[1]) / 2 - overall) * (shares[1] - shares[0]),
    }
  })
  return found.every(({ rate, mix }) => Number.isFinite(rate + mix)) ? found : null
}

const rateOf = ({ weight, value }: { weight: number; value: number }): number | null =>
  weight === 0 ? null : value / weight
