/** A share of nothing would make the logarithm infinite; the usual floor. */
const least = 1e-4

/**
 * Population stability index Σ (now − then) · ln(now ÷ then) over bins of shares. Under 0.1 nothing has moved, above
 * 0.25 the distribution is another one (Siddiqi, Credit Risk Scorecards, 2006).
 */
export function populationStability(
  then: Readonly<Record<string, number>>,
  now: Readonly<Record<string, number>>,
): number {
  const bins = new Set([...Object.keys(then), ...Object.keys(now)])
  let index = 0
  for (const bin of bins) {
    const [before, after] = [Math.max(then[bin] ?? 0, least), Math.max(now[bin] ?? 0, least)]
    index += (after - before) * Math.log(after / before)
  }
  return index
}
