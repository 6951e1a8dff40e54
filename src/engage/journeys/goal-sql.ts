import { canonical } from '../../platform/clickhouse/canonical.ts'
import { literal } from '../../platform/clickhouse/literal.ts'
import type { GoalCondition } from './goal-condition.ts'

type PropertyCondition = Extract<GoalCondition, { event: string }>['where'][number]

const comparison = { eq: '=', ne: '!=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/** A missing property fulfils no condition. Numbers compare as numbers, everything else as text. */
function propertySql({ property, op, value }: PropertyCondition): string {
  const stored = `properties[${literal(property, 'String')}]`
  const present = `mapContains(properties, ${literal(property, 'String')})`
  if (op === 'in' || Array.isArray(value)) {
    const list = (Array.isArray(value) ? value : [value]).map(String)
    const within = `has(${literal(list, 'Array(String)')}, ${stored})`
    return op === 'ne' ? `${present} AND NOT ${within}` : `${present} AND ${within}`
  }
  const number = typeof value === 'number' ? value : Number(value)
  const numeric = typeof value === 'number' || (op !== 'eq' && op !== 'ne' && Number.isFinite(number))
  return numeric
    ? `${present} AND ifNull(toFloat64OrNull(${stored}) ${comparison[op]} ${literal(number, 'Float64')}, 0)`
    : `${present} AND ${stored} ${comparison[op]} ${literal(String(value), 'String')}`
}

function oneOf(column: string, wanted: string | readonly string[] | undefined): string[] {
  if (wanted === undefined) return []
  const list = typeof wanted === 'string' ? [wanted] : [...wanted]
  return [`${column} IN ${literal(list, 'Array(String)')}`]
}

/**
 * Every happening that fulfils the condition between two instants (both included):
 * `SELECT customer, at`, with `customer` read through merges.
 */
export function happenedSql(condition: GoalCondition, since: Date, until: Date): string {
  const period = `at BETWEEN ${literal(since, 'DateTime64(3)')} AND ${literal(until, 'DateTime64(3)')}`
  if ('event' in condition) {
    const where = [
      `name = ${literal(condition.event, 'String')}`,
      period,
      ...condition.where.map((one) => `(${propertySql(one)})`),
    ]
    return `SELECT ${canonical('customer')} AS customer, at FROM event WHERE ${where.join(' AND ')}`
  }
  const { operation, category, direction, minAmount } = condition.ledger
  const where = [
    period,
    ...oneOf('operation', operation),
    ...oneOf('category', category),
    ...(direction === 'credit' ? ['amount > 0'] : []),
    ...(direction === 'debit' ? ['amount < 0'] : []),
    ...(minAmount === undefined ? [] : [`abs(amount) >= ${literal(minAmount.toFixed(2), 'Decimal(18, 2)')}`]),
  ]
  return `SELECT ${canonical('customer')} AS customer, at FROM ledger FINAL WHERE ${where.join(' AND ')}`
}
