import { z } from 'zod'
import { type GoalCondition, happenedSql } from '../../../engage/journeys/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import type { ClickHouse } from '../../../platform/clickhouse/clickhouse.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { assignedSql, type EffectQuestion } from './read-arms.ts'

const row = z.object({
  journey: z.coerce.number(),
  channel: z.string(),
  touches: z.coerce.number(),
  last: z.coerce.number(),
  first: z.coerce.number(),
  linear: z.coerce.number(),
  conversions: z.coerce.number(),
  touched: z.coerce.number(),
})
export type Credit = z.output<typeof row>

/**
 * First conversion of every treated customer within the window, and the messages of any journey that were queued for
 * them in the days before it: who was last, who first, and a like share for each. Rows repeat the totals; a row of
 * journey 0 stands for nobody when nothing was touched.
 */
export function readAttribution(
  clickhouse: ClickHouse,
  question: EffectQuestion,
  goal: GoalCondition,
  from: Date,
  days: number,
): Promise<Credit[]> {
  const { windowMilliseconds, now } = question
  const earliest = new Date(from.getTime() - days * 86_400_000)
  return clickhouse.query(
    `
    WITH converted AS (
      SELECT assigned.person AS person, min(happened.at) AS converted_at
      FROM (${happenedSql(goal, from, now)}) AS happened
      INNER JOIN (${assignedSql(question)}) AS assigned ON happened.customer = assigned.person
      WHERE NOT held AND happened.at >= assigned_at
        AND happened.at <= addMilliseconds(assigned_at, ${windowMilliseconds})
      GROUP BY person
    ),
    credited AS (
      SELECT person, journey, channel,
             row_number() OVER (PARTITION BY person ORDER BY at DESC, touch DESC) = 1 AS is_last,
             row_number() OVER (PARTITION BY person ORDER BY at, touch) = 1 AS is_first,
             1 / count() OVER (PARTITION BY person) AS part
      FROM (
        SELECT converted.person AS person, touched.journey AS journey, touched.channel AS channel,
               touched.at AS at, touched.touch AS touch
        FROM (
          SELECT ${canonical('customer')} AS owner, journey, toString(channel) AS channel, at, touch FROM touch
          WHERE outcome = 'queued' AND at BETWEEN ${literal(earliest, 'DateTime64(3)')} AND ${literal(now, 'DateTime64(3)')}
        ) AS touched
        INNER JOIN converted ON touched.owner = converted.person
        WHERE touched.at < converted_at AND touched.at >= subtractDays(converted_at, ${literal(days, 'UInt16')})
      )
    )
    SELECT * FROM (
    SELECT journey, channel, count() AS touches, countIf(is_last) AS last, countIf(is_first) AS first,
           sum(part) AS linear, (SELECT count() FROM converted) AS conversions,
           (SELECT uniqExact(person) FROM credited) AS touched
    FROM credited
    GROUP BY journey, channel
    UNION ALL
    SELECT 0, '', 0, 0, 0, 0, (SELECT count() FROM converted), 0
    )
    ORDER BY linear DESC, journey, channel`,
    {},
    row,
    { pool: 'long' },
  )
}
