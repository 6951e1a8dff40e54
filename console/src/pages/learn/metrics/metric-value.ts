export { metricValueText as valueText } from '#pictures'

/** How much a value changed against another, as a share of it; null when that cannot be said. */
export function changeOf(before: number | null | undefined, after: number | null | undefined): number | null {
  if (before === null || before === undefined || after === null || after === undefined || before === 0)
    return null
  return (after - before) / Math.abs(before)
}

/** So many days before a day. */
export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)
}
