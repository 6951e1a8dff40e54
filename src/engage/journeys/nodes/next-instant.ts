import type { TradingCalendar } from '../../../decide/trading-days/index.ts'
import { addDays } from '../../../platform/calendar-day.ts'
import { businessDay } from '../../../understand/rules/index.ts'

/** Within these some day fulfils every condition that any can. */
const farthestDays = 400

/** 1 = Monday … 7 = Sunday. */
const weekdayOf = (calendarDay: string): number =>
  ((new Date(`${calendarDay}T00:00:00Z`).getUTCDay() + 6) % 7) + 1

/** Milliseconds that clocks in the zone are ahead of UTC at an instant. */
function offsetAt(instant: number, timezone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(instant)
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? ''
  const wall = Date.parse(
    `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}Z`,
  )
  return wall - Math.floor(instant / 1000) * 1000
}

/** The instant of a day and time of day in a zone; a time that clocks skip is as much later. */
export function instantOf(calendarDay: string, time: string, timezone: string): Date {
  const wall = Date.parse(`${calendarDay}T${time}:00Z`)
  const first = wall - offsetAt(wall, timezone)
  const second = wall - offsetAt(first, timezone)
  return new Date(offsetAt(second, timezone) === wall - second ? second : Math.max(first, second))
}

/** Which days will do, at which time. */
export interface WantedTime {
  readonly at: string
  readonly weekdays?: readonly number[] | undefined
  readonly tradingDay?: boolean | undefined
}

function fits(calendarDay: string, { weekdays, tradingDay }: WantedTime, trading: TradingCalendar): boolean {
  return (
    (!weekdays || weekdays.includes(weekdayOf(calendarDay))) &&
    (tradingDay !== true || trading.isTradingDay(calendarDay))
  )
}

/** The first day from `from` on that fits; `from` itself when none does within a year. */
export function firstFittingDay(from: string, wanted: WantedTime, trading: TradingCalendar): string {
  for (let days = 0; days <= farthestDays; days += 1) {
    const candidate = addDays(from, days)
    if (fits(candidate, wanted, trading)) return candidate
  }
  return from
}

/**
 * The first instant after now that fits. Never now itself: who comes at nine to wait until nine has come for the next
 * day, or a loop through such a wait would go round without end.
 */
export function nextInstant(now: Date, timezone: string, wanted: WantedTime, trading: TradingCalendar): Date {
  const today = businessDay(now, timezone)
  let candidate = firstFittingDay(today, wanted, trading)
  let instant = instantOf(candidate, wanted.at, timezone)
  if (instant <= now) {
    candidate = firstFittingDay(addDays(candidate, 1), wanted, trading)
    instant = instantOf(candidate, wanted.at, timezone)
  }
  return instant
}
