import type { Unit } from '../../api/effects.ts'
import type { Formats } from '../../app/format.ts'

/** A mean in its metric's unit. */
export function valueText(format: Formats, unit: Unit, value: number | null | undefined): string {
  if (unit === 'share') return format.share(value)
  return Math.abs(value ?? 0) < 10 ? significant(format, value) : format.decimal(value)
}

/** A difference of two means, with its sign. */
export function differenceText(format: Formats, unit: Unit, value: number | null | undefined): string {
  if (unit === 'share') return format.points(value)
  if (value === null || value === undefined) return format.signed(value)
  if (Math.abs(value) >= 100) return format.signed(value)
  return `${value > 0 ? '+' : ''}${significant(format, value)}`
}

/** A relative lift, with its sign: 0.123 → +12.3 % */
export function liftText(format: Formats, value: number | null | undefined): string {
  return `${(value ?? 0) > 0 ? '+' : ''}${format.share(value)}`
}

/** Small numbers keep three digits: 0.0123 */
function significant(format: Formats, value: number | null | undefined): string {
  if (value === null || value === undefined || value === 0 || Math.abs(value) >= 1)
    return format.decimal(value)
  return String(Number(value.toPrecision(3)))
}
