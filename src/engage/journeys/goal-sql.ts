import { canonical } from '../../platform/clickhouse/canonical.ts'
import { literal } from '../../platform/clickhouse/literal.ts'
import { propertyConditionSql } from '../../understand/rules/index.ts'
import { type GoalCondition, ruleCondition } from './goal-condition.ts'

function oneOf(column: string, wanted: string | readonly string[] | undefined): string[] {
  if (wanted === undefined) return []
  const list = typeof wanted === 'string' ? [wanted] : [...wanted]
  return [`${column} IN ${literal(list, 'Array(String)')}`]
}

/**
 * Every happening that fulfils the condition between two instants (both included):
 * `SELECT customer, at`, with `customer` read through merges.
 * @param storedSince only what came into the store from this instant on
 */
export function happenedSql(
  condition: GoalCondition,
  since: Date,
  until: Date,
  storedSince?: Date | undefined,
): string {
  const stored = (column: string): string[] =>
    storedSince ? [`${column} >= ${literal(storedSince, 'DateTime64(3)')}`] : []
  const period = `at BETWEEN ${literal(since, 'DateTime64(3)')} AND ${literal(until, 'DateTime64(3)')}`
  if ('event' in condition) {
    const where = [
      `name = ${literal(condition.event, 'String')}`,
      period,
      ...stored('received'),
      ...condition.where.map((one) => `(${propertyConditionSql(ruleCondition(one))})`),
    ]
    return `SELECT ${canonical('customer')} AS customer, at FROM event WHERE ${where.join(' AND ')}`
  }
  const { operation, category, direction, minAmount } = condition.ledger
  const where = [
    period,
    ...stored('updated'),
    ...oneOf('operation', operation),
    ...oneOf('category', category),
    ...(direction === 'credit' ? ['amount > 0'] : []),
    ...(direction === 'debit' ? ['amount < 0'] : []),
    ...(minAmount === undefined ? [] : [`abs(amount) >= ${literal(minAmount.toFixed(2), 'Decimal(18, 2)')}`]),
  ]
  return `SELECT ${canonical('customer')} AS customer, at FROM ledger FINAL WHERE ${where.join(' AND ')}`
}
