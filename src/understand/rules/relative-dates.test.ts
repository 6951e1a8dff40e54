import { expect, it } from 'vitest'
import { relativeSql } from './relative-dates.ts'

const birthday = (op: 'anniversary_in_next_days' | 'anniversary_in_period', value: unknown, today: string) =>
  relativeSql('born', op, value, today).replaceAll('(toMonth(born) * 100 + toDayOfMonth(born))', 'birthday')

it('celebrates 29 February on the 28th where there is no 29th', () => {
  expect(birthday('anniversary_in_period', 'today', '2027-02-28')).toBe('birthday BETWEEN 228 AND 229')
  expect(birthday('anniversary_in_period', 'today', '2027-03-01')).toBe('birthday BETWEEN 301 AND 301')
  expect(birthday('anniversary_in_period', 'today', '2028-02-28')).toBe('birthday BETWEEN 228 AND 228')
  expect(birthday('anniversary_in_period', 'today', '2028-02-29')).toBe('birthday BETWEEN 229 AND 229')
})

it('counts birthdays across the turn of the year', () => {
  expect(birthday('anniversary_in_next_days', 7, '2026-12-28')).toBe('(birthday >= 1228 OR birthday <= 104)')
  expect(birthday('anniversary_in_next_days', [3, 7], '2026-12-28')).toBe(
    '(birthday >= 1231 OR birthday <= 104)',
  )
  expect(birthday('anniversary_in_next_days', 365, '2026-12-28')).toBe('isNotNull(born)')
})

it('begins weeks on Monday', () => {
  const thisWeek = "day BETWEEN toDate32('2026-10-26') AND toDate32('2026-11-01')"
  expect(relativeSql('day', 'in_period', 'this_week', '2026-11-01')).toBe(thisWeek)
  expect(relativeSql('day', 'in_period', 'this_week', '2026-10-26')).toBe(thisWeek)
})
