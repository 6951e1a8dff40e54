import { z } from 'zod'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

/** Days of each balance interval between the first of January of `from`'s year and `to`, summed by day and class. */
const daily = `
  SELECT arrayJoin(range(toInt32(greatest(\`from\`, toStartOfYear({from:Date32}))), toInt32(least(\`to\`, addDays({to:Date32}, 1))))) AS number,
    class, sum(amount) AS held
  FROM balance FINAL
  WHERE customer IN {members:Array(UInt32)} AND class IN {classes:Array(String)}
    AND \`from\` <= {to:Date32} AND \`to\` > toStartOfYear({from:Date32})
  GROUP BY number, class`

/**
 * One customer's AUM from balance intervals: closing balances of the days on which they changed (and of the first and
 * the last), and daily averages of months and years. A period that has not ended is divided by its elapsed days.
 */
export const aumSeries = defineQuery({
  sql: `WITH daily AS (${daily}),
whole AS (
  SELECT number, sum(held) AS total,
    CAST((groupArray(toString(class)), groupArray(toString(held))), 'Map(String, String)') AS classes
  FROM (SELECT * FROM daily WHERE held != 0 ORDER BY class) GROUP BY number
),
closing AS (
  SELECT calendar.number AS number, toString(whole.total) AS total, whole.classes AS classes,
    lagInFrame(mapSort(classes), 1) OVER (ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS before
  FROM (SELECT arrayJoin(range(toInt32({from:Date32}), toInt32({to:Date32}) + 1)) AS number) AS calendar
  LEFT JOIN whole ON whole.number = calendar.number
)
SELECT 'day' AS unit, toString(toDate32(number)) AS period, total AS amount, classes FROM closing
WHERE classes != before OR number IN (toInt32({from:Date32}), toInt32({to:Date32}))
UNION ALL
SELECT unit, toString(period), toString(round(sum(held), 2)),
  CAST((groupArray(toString(class)), groupArray(toString(round(held, 2)))), 'Map(String, String)')
FROM (
  SELECT unit, period, class, sum(toDecimal128(daily.held, 6)) / (dateDiff('day', period, least(
    if(unit = 'month', addMonths(period, 1), addYears(period, 1)), addDays({to:Date32}, 1)))) AS held
  FROM daily
  ARRAY JOIN ['month', 'year'] AS unit, [toStartOfMonth(toDate32(number)), toStartOfYear(toDate32(number))] AS period
  WHERE unit = 'year' OR period >= toStartOfMonth({from:Date32})
  GROUP BY unit, period, class ORDER BY class
)
GROUP BY unit, period
ORDER BY unit, period`,
  parameters: z.object({
    members: z.array(z.number().int()),
    classes: z.array(z.string()),
    from: z.iso.date(),
    to: z.iso.date(),
  }),
  row: z.object({
    unit: z.enum(['day', 'month', 'year']),
    period: z.string(),
    amount: z.string(),
    classes: z.record(z.string(), z.string()),
  }),
})
