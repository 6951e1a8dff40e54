import { addDays, firstOfMonth, mondayOf } from '../../platform/calendar-day.ts'
import { localClock } from '../../platform/local-clock.ts'
import type { Cap } from './schema.ts'

const hour = 3_600_000

/** The stretch of time in which a cap counts. A rolling one ends now, a calendar one when the next begins. */
export type CapWindow =
  | { readonly kind: 'rolling'; readonly length: number; readonly after: Date }
  | { readonly kind: 'calendar'; readonly from: Date; readonly next: Date }

/** Rolling windows reach back to, not including, now minus their length; calendar ones begin at local midnight. */
export function capWindow(cap: Cap, now: Date, timezone: string): CapWindow {
  if (cap.per === undefined) {
    const length = (cap.hours ?? (cap.days ?? 0) * 24) * hour
    return { kind: 'rolling', length, after: new Date(now.getTime() - length) }
  }
  const clock = localClock(timezone)
  const today = clock.read(now).day
  const [from, next] = daysOf(cap.per, today)
  return { kind: 'calendar', from: startOf(clock, from), next: startOf(clock, next) }
}

function daysOf(per: 'day' | 'week' | 'month', today: string): [string, string] {
  if (per === 'day') return [today, addDays(today, 1)]
  if (per === 'week') {
    const monday = mondayOf(today)
    return [monday, addDays(monday, 7)]
  }
  return [firstOfMonth(today), firstOfMonth(today, 1)]
}

/** The first instant of a local day. Where midnight is skipped, the day begins with the change of the clock. */
function startOf(clock: ReturnType<typeof localClock>, day: string): Date {
  const [midnight] = clock.instantsOf({ day, minute: 0 })
  if (midnight) return midnight
  const before = clock.instantsOf({ day: addDays(day, -1), minute: 720 })[0]
  const change = before && clock.changeAfter(before)
  return change ?? new Date(`${day}T00:00:00Z`)
}
