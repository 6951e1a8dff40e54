import type { TradingCalendar } from '../../../decide/trading-days/index.ts'
import { addDays, weekdayOf } from '../../../platform/calendar-day.ts'
import { localClock } from '../../../platform/local-clock.ts'
import { businessDay } from '../../../understand/rules/index.ts'

/** Within these some day fulfils every condition that any can. */
const farthestDays = 400

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
  const clock = localClock(timezone)
  let candidate = firstFittingDay(today, wanted, trading)
  let instant = clock.instantAt(candidate, wanted.at)
  if (instant <= now) {
    candidate = firstFittingDay(addDays(candidate, 1), wanted, trading)
    instant = clock.instantAt(candidate, wanted.at)
  }
  return instant
}
