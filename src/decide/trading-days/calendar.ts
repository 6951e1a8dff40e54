const dayLength = 86_400_000

/** The days on which the bank and the markets work. Days are calendar days of business time, `2026-11-01`. */
export interface TradingCalendar {
  isTradingDay(day: string): boolean
  /** The first trading day on or after `day`. */
  nextTradingDay(day: string): string
}

/** The weekday of a calendar day: 1 = Monday … 7 = Sunday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7
}

/** Monday to Friday are trading days, except the listed holidays; so are listed weekend days worked in exchange. */
export function tradingCalendar(exceptions: ReadonlyMap<string, boolean>): TradingCalendar {
  const isTradingDay = (day: string): boolean => exceptions.get(day) ?? weekdayOf(day) <= 5
  return {
    isTradingDay,
    nextTradingDay: (day) => {
      let at = Date.parse(`${day}T00:00:00Z`)
      // The longest closure ever announced is ten days; a year of closed days is a mistake in the calendar.
      for (let tried = 0; tried < 366; tried += 1, at += dayLength) {
        const text = new Date(at).toISOString().slice(0, 10)
        if (isTradingDay(text)) return text
      }
      return day
    },
  }
}
