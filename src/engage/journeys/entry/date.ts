import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { localClock } from '../../../platform/local-clock.ts'
import { businessDay } from '../../../understand/rules/index.ts'
import { customerInstantsSql } from '../customer-date-sql.ts'
import type { EntryOf } from '../schema.ts'
import type { Comers, EntryScope } from './entry-kind.ts'

const hour = 3_600_000
/** Days of customers may be imported late: what came true within this time still counts. */
const lateData = 24 * hour

const instant = (value: Date): string => literal(value, 'DateTime64(3)')

/**
 * Everyone for whom the instant has come since the last look and who has not entered since that instant. All instants
 * of a day are at the same time of day, so the bank is looked through when that has come, and once an hour for data
 * that was late.
 */
export async function dateComers(scope: EntryScope, entry: EntryOf<'date'>): Promise<Comers | null> {
  const { ctx, journey, now, since } = scope
  const timezone = ctx.config.timezone
  const at = entry.at ?? '00:00'
  const looked = scope.state.lookedAt === undefined ? null : new Date(scope.state.lookedAt)
  if (looked) {
    const due = localClock(timezone).instantAt(businessDay(now, timezone), at)
    const timeHasCome = looked < due && due <= now
    if (!timeHasCome && now.getTime() - looked.getTime() < hour) return null
  }
  const from = new Date(Math.max(since.getTime(), (looked ?? since).getTime() - lateData))
  const instants = customerInstantsSql(
    { date: entry.date, offsetDays: entry.offsetDays, at, yearly: entry.yearly === true },
    { catalogue: await scope.catalogue(), now, timezone },
  )
  return {
    sql: `
      SELECT due.customer AS customer
      FROM (SELECT customer, max(instant) AS latest FROM (${instants})
            WHERE instant > ${instant(from)} AND instant <= ${instant(now)} GROUP BY customer) AS due
      LEFT JOIN (SELECT ${canonical('customer')} AS person, max(at) AS last FROM journey_passage
                 WHERE journey = ${journey.id} AND entered AND tick <= ${journey.committedTick}
                 GROUP BY person) AS before ON due.customer = before.person
      WHERE before.last < due.latest`,
    few: false,
    state: () => ({ lookedAt: now.toISOString() }),
  }
}
