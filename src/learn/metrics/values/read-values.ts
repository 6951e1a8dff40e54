import { z } from 'zod'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

const value = z.object({ organisation: z.string(), day: z.string(), value: z.number().nullable() })

/** Stored values of some organisations over days, in order. */
export const readValues = defineQuery({
  sql: `
    SELECT organisation, toString(day) AS day, value FROM metric_value FINAL
    WHERE metric = {metric:String} AND formula = {formula:UInt64} AND organisation IN {organisations:Array(String)}
      AND metric_value.day BETWEEN {from:Date32} AND {to:Date32}
    ORDER BY organisation, metric_value.day`,
  parameters: z.object({
    metric: z.string(),
    formula: z.string(),
    organisations: z.array(z.string()),
    from: z.string(),
    to: z.string(),
  }),
  row: value,
})

/** The days of a range that have values. */
export const readStoredDays = defineQuery({
  sql: `
    SELECT DISTINCT toString(metric_value.day) AS day FROM metric_value
    WHERE metric = {metric:String} AND formula = {formula:UInt64} AND organisation = ''
      AND metric_value.day BETWEEN {from:Date32} AND {to:Date32}
    ORDER BY day`,
  parameters: z.object({ metric: z.string(), formula: z.string(), from: z.string(), to: z.string() }),
  row: z.object({ day: z.string() }),
})

/** Of each metric the newest value of an organisation, and the one a week before it. */
export const readLatestValues = defineQuery({
  sql: `
    SELECT metric, toString(formula) AS formula, toString(max(at)) AS day,
           argMax(tuple(found), at).1 AS value, maxIf(tuple(found), at = addDays(newest, -7)).1 AS before
    FROM (
      SELECT metric, formula, day AS at, value AS found, max(day) OVER (PARTITION BY metric, formula) AS newest
      FROM metric_value FINAL WHERE organisation = {organisation:String} AND metric IN {metrics:Array(String)}
    )
    GROUP BY metric, formula`,
  parameters: z.object({ metrics: z.array(z.string()), organisation: z.string() }),
  row: z.object({
    metric: z.string(),
    formula: z.string(),
    day: z.string(),
    value: z.number().nullable(),
    before: z.number().nullable(),
  }),
})
