import type { NumberFormats } from './number-formats.ts'

/** How the values of each unit are written; of any other they are decimals. */
const formats: Readonly<Partial<Record<string, Exclude<keyof NumberFormats, 'name'>>>> = {
  customers: 'count',
  count: 'count',
  signed: 'signed',
  share: 'share',
  probability: 'probability',
  money: 'money',
  milliseconds: 'duration',
}

export function valueText(format: NumberFormats, unit: string, value: number | null | undefined): string {
  return format[formats[unit] ?? 'decimal'](value)
}

export type MetricUnit = 'share' | 'count' | 'money' | 'number'

/** A value in the metric's unit, large amounts of money in short. */
export function metricValueText(
  format: NumberFormats,
  unit: MetricUnit,
  value: number | null | undefined,
): string {
  return unit === 'money' ? format.short(value) : valueText(format, unit, value)
}
