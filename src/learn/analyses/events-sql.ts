import { canonical } from '../../platform/clickhouse/canonical.ts'
import { literal } from '../../platform/clickhouse/literal.ts'
import { propertyConditionSql, sqlText, sqlTexts } from '../../understand/rules/index.ts'
import type { EventFilter } from './question-parts.ts'
import { addDays } from '../../platform/calendar-day.ts'
import { type Days, namesOf, type Question } from './question.ts'

/** The number an event's customer is read by; merged ones are one. */
export const who = canonical('customer')

/** Instants counted in milliseconds from here are positive: 1900 is the earliest that ClickHouse stores. */
export const since1900 = 2_208_988_800_000
export const instantSql = `(toUnixTimestamp64Milli(at) + ${since1900})`

/** Every name there is, in alphabetical order: whole granules are passed over, for events stand by name. */
export const namesSql =
  '(SELECT arraySort(groupArray(toString(name))) FROM (SELECT DISTINCT name FROM event))'

export function midnightSql(day: string, timezone: string): string {
  return `toDateTime64(${literal(`${day} 00:00:00`, 'String')}, 3, ${sqlText(timezone)})`
}

/** `at` lies on one of the days. */
export function duringSql({ from, to }: Days, timezone: string): string {
  return `at >= ${midnightSql(from, timezone)} AND at < ${midnightSql(addDays(to, 1), timezone)}`
}

/** The day, or first day of the week (Monday) or month, that an event falls on, as a Date. */
export function periodSql(unit: 'day' | 'week' | 'month', timezone: string): string {
  const day = `toDate(at, ${sqlText(timezone)})`
  if (unit === 'week') return `toMonday(${day})`
  return unit === 'month' ? `toStartOfMonth(${day})` : day
}

/** Is `customer` one of those asked? '' = everybody is. */
export function amongSql({ among, sample }: Question, customer: string): string {
  return [
    ...(among === null ? [] : [`bitmapContains(${among}, ${customer})`]),
    ...(sample < 1 ? [`cityHash64(${customer}, 'sample') % 10000 < ${Math.round(sample * 10_000)}`] : []),
  ].join(' AND ')
}

/** An event meets the filter. */
export function meetsSql({ event, where = [] }: EventFilter): string {
  const conditions = [
    ...(event === undefined ? [] : [`name = ${sqlText(event)}`]),
    ...where.map(propertyConditionSql),
  ]
  return conditions.length === 0 ? '1' : conditions.join(' AND ')
}

/** An event meets one of the filters. */
function meetsOneSql(filters: readonly EventFilter[]): string[] {
  const names = namesOf(filters)
  const byName = names === null ? [] : [`name IN (${sqlTexts(names)})`]
  if (filters.every(({ where = [] }) => where.length === 0)) return byName
  return [...byName, `(${[...new Set(filters.map(meetsSql))].map((one) => `(${one})`).join(' OR ')})`]
}

/** Conditions of the events that a question reads: those of its days, customers and conditions that meet a filter. */
export function readSql(
  question: Question,
  filters: readonly EventFilter[],
  days: Days | null = question.days,
): string {
  const among = amongSql(question, who)
  return [
    ...(days === null ? [] : [duringSql(days, question.timezone)]),
    ...meetsOneSql(filters),
    ...(question.analysis.where ?? []).map(propertyConditionSql),
    ...(among === '' ? [] : [among]),
  ].join('\n  AND ')
}
