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

const stretch = /^(?:[<≥] )?-?[\d.]+(?:e[+-]?\d+)?(?: – -?[\d.]+(?:e[+-]?\d+)?)?$/

/** A number, or a stretch of numbers (`< 10000`, `10000 – 50000`), with its thousands apart; other texts as they are. */
export const stretchText = (format: NumberFormats, text: string): string =>
  stretch.test(text)
    ? text.replaceAll(/-?[\d.]+(?:e[+-]?\d+)?/g, (number) => format.exact(Number(number)))
    : text

export type MetricUnit = 'share' | 'count' | 'money' | 'number'

/** A value in the metric's unit, large amounts of money in short. */
export function metricValueText(
  format: NumberFormats,
  unit: MetricUnit,
  value: number | null | undefined,
): string {
  return unit === 'money' ? format.short(value) : valueText(format, unit, value)
}
