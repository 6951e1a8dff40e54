/** Days and periods of Shanghai reckoned by hand, apart from the code that is tested. */
type Unit = 'day' | 'week' | 'month'

const ahead = 8 * 3_600_000

/** The business day of an instant. */
export function dayAt(at: number): string {
  return new Date(at + ahead).toISOString().slice(0, 10)
}

export function hourAt(at: number): number {
  return new Date(at + ahead).getUTCHours()
}

/** 1 = Monday … 7 = Sunday. */
export function weekdayAt(at: number): number {
  return new Date(at + ahead).getUTCDay() || 7
}

function shifted(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
}

/** First day of the period of a day. */
export function periodAt(unit: Unit, day: string): string {
  if (unit === 'day') return day
  if (unit === 'month') return `${day.slice(0, 8)}01`
  return shifted(day, 1 - (new Date(day).getUTCDay() || 7))
}

/** First day of the period before. */
export function periodBefore(unit: Unit, first: string): string {
  return periodAt(unit, shifted(first, -1))
}

export function daysFrom(from: string, to: string): string[] {
  const days: string[] = []
  for (let day = from; day <= to; day = shifted(day, 1)) days.push(day)
  return days
}

export function periodsFrom(unit: Unit, from: string, to: string): string[] {
  return [...new Set(daysFrom(from, to).map((day) => periodAt(unit, day)))]
}

export { shifted }
