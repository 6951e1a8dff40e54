import { addDays } from '../../../platform/calendar-day.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { localClock } from '../../../platform/local-clock.ts'
import { businessDay } from '../../../understand/rules/index.ts'
import type { CustomerDate } from '../customer-date.ts'
import { customerInstantsSql } from '../customer-date-sql.ts'
import type { NodeOf } from '../schema.ts'
import { moveAll } from './move-happened.ts'
import { firstFittingDay, nextInstant } from './next-instant.ts'
import type { MoveContext, NodeBehaviour } from './node-behaviour.ts'

/** Customers rest until an instant of business time: one for all who arrive together, or one of each customer's own. */
export function waitUntilNode(node: NodeOf<'wait_until'>): NodeBehaviour {
  const { date } = node
  if (typeof date === 'object') {
    return {
      targets: [node.next],
      delay: 0,
      polls: false,
      ownWakes: true,
      readsCatalogue: true,
      move: (context) => moveByOwnDay(context, node, date),
    }
  }
  return {
    targets: [node.next],
    delay: 0,
    polls: false,
    wakeAt: ({ now, timezone, tradingDays }) => {
      if (date === undefined) return nextInstant(now, timezone, node, tradingDays)
      const day = firstFittingDay(addDays(date, node.offsetDays ?? 0), node, tradingDays)
      return new Date(Math.max(now.getTime(), localClock(timezone).instantAt(day, node.at).getTime()))
    },
    ...moveAll(node.next),
  }
}

/**
 * Who arrived just now (their wake is their arrival) arrives once more, with a wake of their own: the first of their
 * instants that is still to come. Who has none goes on at once, like those whose instant has come.
 */
function moveByOwnDay(context: MoveContext, node: NodeOf<'wait_until'>, date: CustomerDate): string {
  const now = literal(context.now, 'DateTime64(3)')
  const instants = customerInstantsSql(
    { date, offsetDays: node.offsetDays ?? 0, at: node.at, yearly: node.yearly === true },
    {
      ...context,
      ...(node.tradingDay ? { instead: tradingDaysInstead(context) } : {}),
    },
  )
  return `
      SELECT customer, passage, if(fresh AND instant > ${now}, ${literal(context.node, 'String')}, ${literal(node.next, 'String')}) AS target,
             instant AS wake
      FROM (
        SELECT standing.customer AS customer, standing.passage AS passage, standing.at = standing.wake AS fresh, due.earliest AS instant
        FROM (SELECT customer, passage, ${canonical('customer')} AS person, at, wake FROM (${context.standing})
              WHERE wake <= ${now}) AS standing
        LEFT JOIN (SELECT customer, min(instant) AS earliest FROM (${instants}) WHERE instant > ${now}
                   GROUP BY customer) AS due ON standing.person = due.customer)`
}

const calendarDays = 800

/** For every day without trading in the time ahead: the trading day that follows. */
function tradingDaysInstead({ now, timezone, tradingDays }: MoveContext): Map<string, string> {
  const today = businessDay(now, timezone)
  const instead = new Map<string, string>()
  for (let ahead = 0; ahead < calendarDays; ahead += 1) {
    const day = addDays(today, ahead)
    if (!tradingDays.isTradingDay(day)) {
      instead.set(day, firstFittingDay(day, { at: '00:00', tradingDay: true }, tradingDays))
    }
  }
  return instead
}
