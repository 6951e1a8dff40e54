import { z } from 'zod'
import { literal } from '../../platform/clickhouse/literal.ts'
import { addDays, daysBetween } from '../../platform/calendar-day.ts'
import { daysOf, isLeapYear, periods } from './calendar.ts'
import type { Language } from './names.ts'

/**
 * Comparisons of a day with the as-of day.
 * - `in_next_days: 7` = today or up to 7 days later; `[3, 7]` = 3 to 7 days later. `in_last_days` the same backwards.
 * - `in_period: 'this_week'` = a calendar period around today; weeks begin on Monday.
 * - `anniversary_…` = the day and month come round in that time, whatever the year: birthdays. Somebody born on
 *   29 February celebrates on 28 February in years that have no 29th.
 */
export const relativeOperators = [
  'in_next_days',
  'in_last_days',
  'in_period',
  'anniversary_in_next_days',
  'anniversary_in_period',
] as const
export type RelativeOperator = (typeof relativeOperators)[number]

export function isRelative(op: string): op is RelativeOperator {
  return relativeOperators.some((name) => name === op)
}

const days = z.number().int().min(0).max(36_600)
const dayRange = z.union([
  days.transform((last): [number, number] => [0, last]),
  z.tuple([days, days]).refine(([first, last]) => first <= last),
])
const period = z.enum(periods)

/** What is wrong with the value of a relative comparison; null when it fits. */
export function relativeProblem(op: RelativeOperator, value: unknown): string | null {
  if (op.endsWith('in_period')) {
    return period.safeParse(value).success ? null : `${op} needs one of ${periods.join(', ')}`
  }
  return dayRange.safeParse(value).success
    ? null
    : `${op} needs a number of days such as 7, or the first and the last such as [3, 7]`
}

/** First and last day that a relative comparison means; for anniversaries in whatever year. */
export function relativeRange(op: RelativeOperator, value: unknown, today: string): [string, string] {
  if (op.endsWith('in_period')) return daysOf(period.parse(value), today)
  const [first, last] = dayRange.parse(value)
  return op === 'in_last_days'
    ? [addDays(today, -last), addDays(today, -first)]
    : [addDays(today, first), addDays(today, last)]
}

/** The condition over a day, as of `today`; null where the day is null. */
export function relativeSql(expression: string, op: RelativeOperator, value: unknown, today: string): string {
  const [from, to] = relativeRange(op, value, today)
  return op.startsWith('anniversary')
    ? anniversarySql(expression, from, to)
    : `${expression} BETWEEN ${literal(from, 'Date32')} AND ${literal(to, 'Date32')}`
}

const monthAndDay = (day: string): number => Number(day.slice(5, 7)) * 100 + Number(day.slice(8, 10))

function anniversarySql(expression: string, from: string, to: string): string {
  if (daysBetween(from, to) >= 365) return `isNotNull(${expression})`
  const first = monthAndDay(from)
  // 28 February closes the month for those of the 29th too, where there is no 29th.
  const last = monthAndDay(to) === 228 && !isLeapYear(Number(to.slice(0, 4))) ? 229 : monthAndDay(to)
  const anniversary = `(toMonth(${expression}) * 100 + toDayOfMonth(${expression}))`
  return from.slice(0, 4) === to.slice(0, 4)
    ? `${anniversary} BETWEEN ${first} AND ${last}`
    : `(${anniversary} >= ${first} OR ${anniversary} <= ${last})`
}

const periodNames: Record<Language, Record<z.output<typeof period>, string>> = {
  en: {
    today: 'today',
    yesterday: 'yesterday',
    tomorrow: 'tomorrow',
    this_week: 'this week',
    last_week: 'last week',
    next_week: 'next week',
    this_month: 'this month',
    last_month: 'last month',
    next_month: 'next month',
    this_year: 'this year',
  },
  'zh-CN': {
    today: '今天',
    yesterday: '昨天',
    tomorrow: '明天',
    this_week: '本周',
    last_week: '上周',
    next_week: '下周',
    this_month: '本月',
    last_month: '上月',
    next_month: '下月',
    this_year: '今年',
  },
}

/** "is 3 to 7 days from now" – the predicate, without its subject. */
export function describeRelative(op: RelativeOperator, value: unknown, language: Language): string {
  const anniversary = op.startsWith('anniversary')
  if (op.endsWith('in_period')) {
    const name = periodNames[language][period.parse(value)]
    if (language === 'en') return anniversary ? `comes round ${name}` : `is ${name}`
    return anniversary ? `的周年日在${name}` : `在${name}`
  }
  const [first, last] = dayRange.parse(value)
  const past = op === 'in_last_days'
  if (language === 'en') {
    const when = past
      ? first === 0
        ? `within the last ${last} days`
        : `${first} to ${last} days ago`
      : first === 0
        ? `within the next ${last} days`
        : `${first} to ${last} days from now`
    return `${anniversary ? 'comes round' : 'is'} ${when}`
  }
  const span = first === 0 ? `${last}` : `${first} 至 ${last}`
  return `${anniversary ? '的周年日' : ''}在${past ? '过去' : '未来'} ${span} 天内`
}
