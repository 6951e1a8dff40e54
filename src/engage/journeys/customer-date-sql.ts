import { canonical } from '../../platform/clickhouse/canonical.ts'
import { identifier, literal } from '../../platform/clickhouse/literal.ts'
import { AppError } from '../../platform/errors.ts'
import { businessDay, dayOfText, type RuleCatalogue, sqlText } from '../../understand/rules/index.ts'
import type { CustomerDate } from './customer-date.ts'

interface CustomerInstant {
  readonly date: CustomerDate
  readonly offsetDays: number
  readonly at: string
  readonly yearly: boolean
}
interface DateScope {
  readonly catalogue: RuleCatalogue
  readonly now: Date
  readonly timezone: string
  /** Days that others take the place of. */
  readonly instead?: ReadonlyMap<string, string>
}

/** Days of customers' own: `SELECT customer, day`, several rows for who has several; `customer` read through merges. */
function customerDaysSql(date: CustomerDate, { catalogue, now, timezone }: DateScope): string {
  const customer = `${canonical('customer')} AS customer`
  if ('attribute' in date) {
    const own = date.attribute === 'birth_date' || date.attribute === 'opened'
    const day = own ? identifier(date.attribute) : dayOfText(`attributes[${sqlText(date.attribute)}]`)
    return `SELECT ${customer}, assumeNotNull(${day}) AS day FROM customer FINAL WHERE isNotNull(${day})`
  }
  if ('tag' in date) {
    const tag = catalogue.tags.get(date.tag)
    if (!tag?.table || tag.column.type !== 'date') {
      throw new AppError(
        'invalid_definition',
        tag
          ? `The tag "${date.tag}" cannot say a day: it is no date, or its group was never refreshed`
          : `There is no tag "${date.tag}"`,
      )
    }
    const day = identifier(tag.key)
    return `SELECT ${customer}, assumeNotNull(toDate32(${day})) AS day FROM ${identifier(tag.table)} WHERE isNotNull(${day})`
  }
  const { holding, field } = date
  const day = identifier(field)
  const today = literal(businessDay(now, timezone), 'Date32')
  const where = [
    `isNotNull(${day})`,
    ...(field === 'closed' ? [] : [`ifNull(closed > ${today}, true)`]),
    ...(holding.class ? [`class = ${sqlText(holding.class)}`] : []),
    ...(holding.product ? [`product = ${sqlText(holding.product)}`] : []),
    ...(holding.status ? [`status = ${sqlText(holding.status)}`] : []),
  ]
  return `SELECT DISTINCT ${customer}, assumeNotNull(${day}) AS day FROM holding FINAL WHERE ${where.join(' AND ')}`
}

const daysOfYear = 365

/** The same day and month in other years; 29 February is 28 February where there is no 29th. */
function anniversariesSql(
  days: string,
  { offsetDays }: CustomerInstant,
  { now, timezone }: DateScope,
): string {
  const year = Number(businessDay(now, timezone).slice(0, 4))
  const shift = Math.trunc(offsetDays / daysOfYear)
  const years = [-2, -1, 0, 1, 2].map((away) => year - shift + away)
  const last = 'toDayOfMonth(toLastDayOfMonth(makeDate32(year, toMonth(day), 1)))'
  return `
    SELECT DISTINCT customer, makeDate32(year, toMonth(day), least(toDayOfMonth(day), ${last})) AS day
    FROM (SELECT customer, day, arrayJoin(${literal(years, 'Array(UInt16)')}) AS year FROM (${days}))`
}

/** The instants that days of customers' own stand for: `SELECT customer, instant`. */
export function customerInstantsSql(wanted: CustomerInstant, scope: DateScope): string {
  const stored = customerDaysSql(wanted.date, scope)
  const days = wanted.yearly ? anniversariesSql(stored, wanted, scope) : stored
  const shifted = `toString(addDays(day, ${wanted.offsetDays}))`
  const instead = scope.instead
    ? `transform(${shifted}, ${literal([...scope.instead.keys()], 'Array(String)')}, ${literal([...scope.instead.values()], 'Array(String)')}, ${shifted})`
    : shifted
  return `
    SELECT customer, toTimeZone(toDateTime64(concat(${instead}, ${literal(` ${wanted.at}:00`, 'String')}), 3,
                                ${literal(scope.timezone, 'String')}), 'UTC') AS instant
    FROM (${days})`
}
