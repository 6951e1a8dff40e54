import { addDays, weekdayOf } from '../../platform/calendar-day.ts'

/** The days on which the bank and the markets work. Days are calendar days of business time, `2026-11-01`. */
export interface TradingCalendar {
  isTradingDay(day: string): boolean
  /** The first trading day on or after `day`. */
  nextTradingDay(day: string): string
}

/** Monday to Friday are trading days, except the listed holidays; so are listed weekend days worked in exchange. */
export function tradingCalendar(exceptions: ReadonlyMap<string, boolean>): TradingCalendar {
  const isTradingDay = (day: string): boolean => exceptions.get(day) ?? weekdayOf(day) <= 5
  return {
    isTradingDay,
    nextTradingDay: (day) => {
      // The longest closure ever announced is ten days; a year of closed days is a mistake in the calendar.
      for (let days = 0; days < 366; days += 1) {
        const candidate = addDays(day, days)
        if (isTradingDay(candidate)) return candidate
      }
      return day
    },
  }
}
