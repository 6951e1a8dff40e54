import type { NumberFormats } from './number-formats.ts'

export type MetricUnit = 'share' | 'count' | 'money' | 'number'

/** A value in the metric's unit. */
export function metricValueText(
  format: NumberFormats,
  unit: MetricUnit,
  value: number | null | undefined,
): string {
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
