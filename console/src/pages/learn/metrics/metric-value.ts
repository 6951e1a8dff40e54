import type { Metric } from '../../../api/metrics.ts'
import type { formatsOf } from '../../../app/format.ts'

type Formats = ReturnType<typeof formatsOf>

/** A value in the metric's unit. */
export function valueText(format: Formats, unit: Metric['unit'], value: number | null | undefined): string {
  switch (unit) {
    case 'share':
      return format.share(value)
    case 'count':
      return format.count(value)
    case 'money':
      return format.short(value)
    case 'number':
      return format.decimal(value)
  }
}

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
