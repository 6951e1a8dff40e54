import { z } from 'zod'
import { literal } from '../../platform/clickhouse/literal.ts'
import type { Context } from '../../platform/context.ts'
import type { GateQuestion } from './gate-question.ts'
import { countedOf, historySql } from './rules/frequency-rules.ts'
import { holdoutBucketSql } from './rules/holdout-rules.ts'

const instant = z.string().transform((text) => `${text.replace(' ', 'T')}Z`)

/** The rows that the gate's rules read about one customer. */
export interface Facts {
  readonly entries: readonly {
    list: string
    channel: string
    at: string
    until: string | null
    evidence: string
  }[]
  readonly decisions: readonly {
    purpose: string
    channel: string
    granted: number
    at: string
    evidence: string
  }[]
  readonly points: readonly string[]
  readonly province: string
  readonly risk: string
  readonly assessedOn: string
  /** In the control group of the whole bank are those whose bucket is below its share. */
  readonly bucket: number
  /** How many contacts each cap and spacing counted, in the policy's order. */
  readonly counts: readonly number[]
}

/** @param question with `only`: every number of the customer, who is read by the number `person` */
export async function readFacts(
  ctx: Context,
  question: GateQuestion,
  person: number,
  numbers: readonly number[],
): Promise<Facts> {
  const parameters = {
    numbers,
    now: question.now,
    channel: question.channel,
    attribute: question.policy.suitability.attribute,
  }
  const counted = countedOf(question)
  const [entries, decisions, points, [row], [history], [drawn]] = await Promise.all([
    ctx.clickhouse.query(
      `SELECT reason AS list, channel, since AS at, entry.2 AS until, entry.3 AS evidence
       FROM (
         SELECT reason, channel, max(at) AS since, argMax(tuple(active, until, evidence), at) AS entry
         FROM suppression_history
         WHERE customer IN {numbers:Array(UInt32)} AND channel IN ('', {channel:String}) AND at <= {now:DateTime64(3)}
         GROUP BY customer, reason, channel
       )
       WHERE entry.1 = 1 AND (entry.2 IS NULL OR entry.2 > {now:DateTime64(3)})
       ORDER BY list, at`,
      parameters,
      z.object({
        list: z.string(),
        channel: z.string(),
        at: instant,
        until: instant.nullable(),
        evidence: z.string(),
      }),
    ),
    ctx.clickhouse.query(
      `SELECT purpose, channel, granted, at, evidence FROM consent
       WHERE customer IN {numbers:Array(UInt32)} AND at <= {now:DateTime64(3)}
       ORDER BY at DESC, granted LIMIT 1000`,
      parameters,
      z.object({
        purpose: z.string(),
        channel: z.string(),
        granted: z.number(),
        at: instant,
        evidence: z.string(),
      }),
    ),
    ctx.clickhouse.query(
      `SELECT DISTINCT kind FROM contact_point FINAL WHERE customer IN {numbers:Array(UInt32)} AND value != '' ORDER BY kind`,
      parameters,
      z.object({ kind: z.string() }),
    ),
    ctx.clickhouse.query(
      `SELECT argMaxIf(known.province, updated, known.province != '') AS province,
              argMaxIf(known.risk, updated, known.risk != '') AS risk,
              argMaxIf(attributes[{attribute:String}], updated, known.risk != '') AS assessedOn
       FROM customer AS known WHERE customer IN {numbers:Array(UInt32)}`,
      parameters,
      z.object({ province: z.string(), risk: z.string(), assessedOn: z.string() }),
    ),
    counted.length === 0
      ? []
      : ctx.clickhouse.query(
          `SELECT [${counted.map((_, index) => `sum(n${index})`).join(', ')}] AS counts
           FROM (${historySql({ ...question, only: numbers }, counted)})`,
          {},
          z.object({ counts: z.array(z.coerce.number()) }),
        ),
    ctx.clickhouse.query(
      `SELECT ${holdoutBucketSql(question.policy, literal(person, 'UInt32'))} AS bucket`,
      {},
      z.object({ bucket: z.coerce.number() }),
    ),
  ])
  return {
    entries,
    decisions,
    points: points.map(({ kind }) => kind),
    province: row?.province ?? '',
    risk: row?.risk ?? '',
    assessedOn: row?.assessedOn ?? '',
    counts: history?.counts ?? [],
    bucket: drawn?.bucket ?? 0,
  }
}

/** The risk of the riskiest of some products, R0 where none has one. */
export async function readProductRisk(ctx: Context, sql: string): Promise<number> {
  const [row] = await ctx.clickhouse.query(
    `SELECT toUInt8(${sql}) AS risk`,
    {},
    z.object({ risk: z.coerce.number() }),
  )
  return row?.risk ?? 0
}

export const personSql = (person: number): string => `SELECT ${literal(person, 'UInt32')} AS person`
