import { addDays, firstOfMonth, mondayOf } from '../../platform/calendar-day.ts'

export const periods = [
  'today',
  'yesterday',
  'tomorrow',
  'this_week',
  'last_week',
  'next_week',
  'this_month',
  'last_month',
  'next_month',
  'this_year',
] as const
export type Period = (typeof periods)[number]

/** First and last day of a period around `today`; weeks begin on Monday. */
export function daysOf(period: Period, today: string): [string, string] {
  const week = (weeks: number): [string, string] => {
    const monday = addDays(mondayOf(today), weeks * 7)
    return [monday, addDays(monday, 6)]
  }
  const month = (months: number): [string, string] => [
    firstOfMonth(today, months),
    addDays(firstOfMonth(today, months + 1), -1),
  ]
  switch (period) {
    case 'today':
      return [today, today]
    case 'yesterday':
      return [addDays(today, -1), addDays(today, -1)]
    case 'tomorrow':
      return [addDays(today, 1), addDays(today, 1)]
    case 'this_week':
      return week(0)
    case 'last_week':
      return week(-1)
    case 'next_week':
      return week(1)
    case 'this_month':
      return month(0)
    case 'last_month':
      return month(-1)
    case 'next_month':
      return month(1)
    case 'this_year':
      return [`${today.slice(0, 4)}-01-01`, `${today.slice(0, 4)}-12-31`]
  }
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}
