import { z } from 'zod'
import { type GoalCondition, happenedSql } from '../../../engage/journeys/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import type { ClickHouse } from '../../../platform/clickhouse/clickhouse.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { aumClasses } from '../../../understand/customers/index.ts'

export interface EffectQuestion {
  readonly journey: number
  readonly committedTick: number
  /** Ids of the nodes that assign; empty: everyone who enters is treated. */
  readonly holdoutNodes: readonly string[]
  readonly goal: GoalCondition | null
  readonly windowMilliseconds: number
  readonly now: Date
  readonly timezone: string
}

const arm = z.object({
  held: z.coerce.boolean(),
  customers: z.coerce.number(),
  contacted: z.coerce.number(),
  delivered: z.coerce.number(),
  opened: z.coerce.number(),
  clicked: z.coerce.number(),
  converted: z.coerce.number(),
  aumChange: z.coerce.number(),
  aumVariance: z.coerce.number().nullable(),
  last: z.string().transform((text) => new Date(`${text.replace(' ', 'T')}Z`)),
})
export type Arm = z.infer<typeof arm>

/** First assignment of every person: `SELECT person, assigned_at, held, version, origin`. */
function assignedSql({ journey, committedTick, holdoutNodes }: EffectQuestion): string {
  const origins = holdoutNodes.length > 0 ? holdoutNodes : ['']
  return `
    SELECT ${canonical('customer')} AS person, min(at) AS assigned_at, argMin(node, tick) = '$holdout' AS held,
           argMin(version, tick) AS assigned_version, argMin(origin, tick) AS assigned_by
    FROM journey_step
    WHERE journey = ${journey} AND tick <= ${committedTick} AND origin IN ${literal(origins, 'Array(String)')}
    GROUP BY person`
}

/** People assigned by each version and node, for the share that was meant to be held out. */
export function readAssignments(
  clickhouse: ClickHouse,
  question: EffectQuestion,
): Promise<{ version: number; node: string; customers: number; from: Date }[]> {
  return clickhouse.query(
    `SELECT assigned_version AS version, assigned_by AS node, count() AS customers, min(assigned_at) AS from
     FROM (${assignedSql(question)}) GROUP BY version, node`,
    {},
    z.object({
      version: z.number(),
      node: z.string(),
      customers: z.coerce.number(),
      from: z.string().transform((text) => new Date(`${text.replace(' ', 'T')}Z`)),
    }),
    { pool: 'long' },
  )
}

const has = (sql: string): string => `bitmapContains((SELECT groupBitmapState(person) FROM (${sql})), person)`

/**
 * Both sides of a journey in one statement: sizes, what reached them, who converted within the window from their own
 * assignment, and the mean and variance of their change in AUM from the day before assignment to the window's end (or
 * today). Flags are bitmaps; only conversions and balances are joined.
 * @param from nobody was assigned before
 */
export function readArms(clickhouse: ClickHouse, question: EffectQuestion, from: Date): Promise<Arm[]> {
  const { journey, committedTick, goal, windowMilliseconds, now, timezone } = question
  const instant = literal(now, 'DateTime64(3)')
  const day = (expression: string): string => `toDate32(${expression}, ${literal(timezone, 'String')})`
  const receipts = (status: string): string =>
    has(`SELECT ${canonical('customer')} AS person FROM touch_receipt
         WHERE journey = ${journey} AND status = '${status}' AND at <= ${instant}`)
  const converted = goal
    ? has(`
        SELECT happened.customer AS person
        FROM (${happenedSql(goal, from, now)}) AS happened
        INNER JOIN assigned ON happened.customer = assigned.person
        WHERE happened.at >= assigned_at AND happened.at <= addMilliseconds(assigned_at, ${windowMilliseconds})`)
    : '0'
  return clickhouse.query(
    `
    WITH assigned AS (
      SELECT *, addDays(${day('assigned_at')}, -1) AS first_day,
             ${day(`least(addMilliseconds(assigned_at, ${windowMilliseconds}), ${instant})`)} AS last_day
      FROM (${assignedSql(question)})
    )
    SELECT held, count() AS customers,
           countIf(contacted) AS contacted, countIf(delivered) AS delivered, countIf(opened) AS opened,
           countIf(clicked) AS clicked, countIf(converted) AS converted,
           avg(change) AS aumChange, if(customers > 1, varSampStable(change), 0) AS aumVariance,
           max(assigned_at) AS last
    FROM (
      SELECT person, held, assigned_at, change,
             ${has(`SELECT customer AS person FROM touch
                    WHERE journey = ${journey} AND tick <= ${committedTick} AND outcome = 'queued'`)} AS contacted,
             ${receipts('delivered')} AS delivered, ${receipts('opened')} AS opened, ${receipts('clicked')} AS clicked,
             ${converted} AS converted
      FROM assigned
      LEFT JOIN (
        SELECT assigned.person AS person,
               toFloat64(sumIf(amount, from <= last_day AND to > last_day)
                         - sumIf(amount, from <= first_day AND to > first_day)) AS change
        FROM (
          SELECT ${canonical('customer')} AS owner, from, to, amount FROM balance FINAL
          WHERE class IN ${literal([...aumClasses], 'Array(String)')}
            AND from <= ${day(instant)} AND to > ${literal(new Date(from.getTime() - 2 * 86_400_000), 'Date32')}
        ) AS balance
        INNER JOIN assigned ON balance.owner = assigned.person
        GROUP BY person
      ) AS changes USING person
    )
    GROUP BY held
    ORDER BY held`,
    {},
    arm,
    { pool: 'long' },
  )
}
