export { metricValueText as valueText } from '#pictures'

/** How much a value changed against another, as a share of it; null when that cannot be said. */
export function changeOf(before: number | null | undefined, after: number | null | undefined): number | null {
  if (before === null || before === undefined || after === null || after === undefined || before === 0)
    return null
  return (after - before) / Math.abs(before)
}
