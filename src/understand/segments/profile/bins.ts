import { calendarDay } from '../../../platform/calendar-day.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { sqlTexts } from '../../rules/index.ts'
import type { Cuts } from './binned-feature.ts'

/** Values that are bins of their own; the rest is one bin together. */
export const mostValues = 12
/** At most as many bins as fit: missing, ranges, or values and the rest. */
export const mostBins = 16

/** SQL of the bin, UInt8: 0 = missing; ranges from 1 up; values from 1 up and the rest after them. */
export function binSql(cuts: Cuts, value: string): string {
  if (cuts.kind === 'ranges') {
    const steps = cuts.points.map((point) => `(assumeNotNull(${value}) >= ${literal(point, 'Float64')})`)
    return `if(isNull(${value}), 0, ${['1', ...steps].join(' + ')})`
  }
  const values = ['', ...cuts.values]
  const bins = values.map((_, i) => `toUInt8(${i})`)
  return `transform(${value}, [${sqlTexts(values)}], [${bins.join(', ')}], toUInt8(${values.length}))`
}

export function binsOf(cuts: Cuts): number {
  return cuts.kind === 'ranges' ? cuts.points.length + 2 : cuts.values.length + 2
}

export interface BinLabel {
  readonly kind: 'value' | 'range' | 'other' | 'missing'
  readonly value: string | null
  readonly from: number | string | null
  readonly to: number | string | null
}

/** What the bins mean, the missing one first. */
export function labelsOf(cuts: Cuts): BinLabel[] {
  const plain = { value: null, from: null, to: null }
  const missing: BinLabel = { kind: 'missing', ...plain }
  if (cuts.kind === 'values') {
    const values = cuts.values.map((value): BinLabel => ({ ...plain, kind: 'value', value }))
    return [missing, ...values, { kind: 'other', ...plain }]
  }
  const shown = (point: number | undefined): number | string | null =>
    point === undefined ? null : cuts.days ? calendarDay(point) : point
  const ranges = Array.from({ length: cuts.points.length + 1 }, (_, i): BinLabel => ({
    kind: 'range',
    value: null,
    from: i === 0 ? null : shown(cuts.points[i - 1]),
    to: shown(cuts.points[i]),
  }))
  return [missing, ...ranges]
}
