import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { compileRule, type RuleCatalogue } from '../../../understand/rules/index.ts'
import type { Targets } from '../ticks/queries/insert-steps.ts'
import type { EntryPlan } from './plan-entry.ts'

export const day = 86_400_000
export const stepColumns = '(journey, version, tick, node, origin, customer, passage, at, wake, ended)'

/** How customers leave a node in the tick after they arrived there. */
export interface FollowingStep {
  readonly node: string
  /** SQL over the row of one who leaves, and `journey_key`. */
  readonly target: string
  readonly targets: Targets
}

/** The tick that lets customers in, and how long they stay where they arrive. */
export interface Arrivals {
  readonly journey: { readonly id: number; readonly key: string }
  readonly tick: number
  readonly now: Date
  readonly plan: EntryPlan
  /** Milliseconds until they are ready at the first node. */
  readonly delay: number
  /** The first node is an end. */
  readonly ended: boolean
  /** What they do in the ticks right after, one each, where an event lets them in. */
  readonly following: readonly (readonly FollowingStep[])[]
  readonly catalogue: RuleCatalogue
  readonly timezone: string
}

export const instant = (value: Date): string => literal(value, 'DateTime64(3)')

/** Who may not come in now because of earlier passages: `SELECT person`; null when everybody may. */
function refusedSql({ journey, tick, now, plan }: Arrivals): string | null {
  const { allow = 'never', afterDays } = plan.entry.reentry ?? {}
  const scope = `journey = ${journey.id} AND tick < ${tick}${plan.comers.few ? ` AND customer IN (${numbersOf(plan.comers.sql)})` : ''}`
  const person = `${canonical('customer')} AS person`
  if (allow === 'never') return `SELECT ${person} FROM journey_passage WHERE ${scope} AND entered`
  const having = [
    ...(allow === 'after_exit' ? ['sum(entered) > sum(ended)'] : []),
    ...(afterDays === undefined
      ? []
      : [`maxIf(at, entered) > ${instant(new Date(now.getTime() - afterDays * day))}`]),
  ]
  if (having.length === 0) return null
  return `SELECT ${person} FROM journey_passage WHERE ${scope} GROUP BY person HAVING ${having.join(' OR ')}`
}

/** The numbers of some customers and those that were merged into them. */
export const numbersOf = (customers: string): string => `
  SELECT customer FROM (${customers}) UNION ALL
  SELECT customer FROM customer_merge WHERE into IN (SELECT customer FROM (${customers}))`

/** One statement lets in everyone who comes, may come and finds room. Sets are bitmaps: 12 million enter in a second. */
export function insertEntrantsSql(arrivals: Arrivals): string {
  const { journey, tick, now, plan, catalogue, timezone } = arrivals
  const refused = refusedSql(arrivals)
  let set = `(SELECT groupBitmapState(customer) FROM (${plan.comers.sql}))`
  if (refused) set = `bitmapAndnot(${set}, (SELECT groupBitmapState(person) FROM (${refused})))`
  if (plan.entry.rule !== undefined) {
    const { bitmapSql } = compileRule(plan.entry.rule, { catalogue, asOf: now, timezone })
    set = `bitmapAnd(${set}, (SELECT ${bitmapSql}))`
  }
  const room =
    plan.room === null
      ? ''
      : ` ORDER BY sipHash64(customer, ${literal(journey.key, 'String')}), customer LIMIT ${plan.room}`
  return `
    INSERT INTO journey_step ${stepColumns}
    SELECT ${journey.id}, ${plan.version}, ${tick}, ${literal(plan.entry.next, 'String')}, '', customer, ${tick},
           ${instant(now)}, addMilliseconds(${instant(now)}, ${arrivals.delay}), ${Number(arrivals.ended)}
    FROM (SELECT arrayJoin(bitmapToArray(${set})) AS customer${room})`
}
