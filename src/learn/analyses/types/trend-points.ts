import { addDays } from '../../../platform/calendar-day.ts'
import type { Days } from '../question.ts'

type Interval = 'hour' | 'day' | 'week' | 'month' | 'total'

/** 0 = Monday … 6 = Sunday. */
function weekday(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
}

/** The first day of the calendar period that a day lies in. */
export function periodOf(unit: 'day' | 'week' | 'month', day: string): string {
  if (unit === 'month') return `${day.slice(0, 7)}-01`
  return unit === 'week' ? addDays(day, -weekday(day)) : day
}

/** Every bucket of the days, empty ones too. */
export function bucketsOf(interval: Interval, { from, to }: Days): string[] {
  if (interval === 'total') return [from]
  const unit = interval === 'hour' ? 'day' : interval
  const buckets: string[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const bucket = periodOf(unit, day)
    if (buckets.at(-1) !== bucket) buckets.push(bucket)
  }
  return interval === 'hour'
    ? buckets.flatMap((day) =>
        Array.from({ length: 24 }, (_, hour) => `${day} ${String(hour).padStart(2, '0')}:00`),
      )
    : buckets
}

export function running(line: readonly (number | null)[]): number[] {
  let sum = 0
  return line.map((y) => (sum += y ?? 0))
}

/** The mean of each value and those before it, `over` in all; null while there are fewer. */
export function averaged(line: readonly (number | null)[], over: number): (number | null)[] {
  return line.map((_, at) => {
    const last = line.slice(Math.max(0, at - over + 1), at + 1).filter((y) => y !== null)
    return at + 1 < over || last.length === 0 ? null : last.reduce((sum, y) => sum + y, 0) / last.length
  })
}
