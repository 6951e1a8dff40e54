import { z } from 'zod'
import { defineCommand, defineQuery } from '../../../../platform/clickhouse/define-query.ts'

const byId = z.object({ lookalike: z.number().int() })

/** How many candidates and held-out seeds have each score, the highest first. */
export const countScores = defineQuery({
  sql: `SELECT score, countIf(kind = 0) AS candidates, countIf(kind = 1) AS held
FROM lookalike_score WHERE lookalike = {lookalike:UInt32} AND kind != 2 GROUP BY score ORDER BY score DESC`,
  parameters: byId,
  row: z.object({ score: z.number(), candidates: z.coerce.number(), held: z.coerce.number() }),
})

export const discardScores = defineCommand({
  sql: 'DELETE FROM lookalike_score WHERE lookalike = {lookalike:UInt32}',
  parameters: byId,
})

/** The candidates that score highest become the members of a list; equal scores in order of the customer's number. */
export const insertBestCandidates = defineCommand({
  sql: `INSERT INTO customer_list_member (list, version, customer)
SELECT {list:UInt32}, {version:UInt32}, customer FROM lookalike_score
WHERE lookalike = {lookalike:UInt32} AND kind = 0 ORDER BY score DESC, customer LIMIT {size:UInt32}`,
  parameters: byId.extend({
    list: z.number().int(),
    version: z.number().int(),
    size: z.number().int(),
  }),
})

/** The score of a customer, and how many candidates score higher. */
export const readScore = defineQuery({
  sql: `WITH (SELECT (any(score), any(kind), count()) FROM lookalike_score WHERE lookalike = {lookalike:UInt32} AND customer = {customer:UInt32}) AS mine
SELECT mine.1 AS score, mine.2 AS kind, countIf(kind = 0 AND score > mine.1) AS above FROM lookalike_score
WHERE lookalike = {lookalike:UInt32} AND mine.3 > 0 HAVING count() > 0`,
  parameters: byId.extend({ customer: z.number().int() }),
  row: z.object({ score: z.number(), kind: z.number(), above: z.coerce.number() }),
})
