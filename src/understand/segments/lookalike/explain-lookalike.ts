import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { findCustomer } from '../../rules/index.ts'
import { loadRuleCatalogue } from '../load-catalogue.ts'
import { binSql } from '../profile/bins.ts'
import { computedTags } from '../profile/features.ts'
import { readyLookalike } from './list-lookalikes.ts'
import { readScore } from './queries/count-scores.ts'
import type { lookalikeReasons } from './schema.ts'

/**
 * Why a customer has the score they have: what each tag adds, the most telling first. The score is the one computed when
 * the lookalike was made; the values are those of now.
 * @throws AppError not_found for a customer who was not scored, conflict when the lookalike is not ready
 */
export async function explainLookalike(
  ctx: Context,
  id: number,
  number: string,
): Promise<z.output<typeof lookalikeReasons>> {
  const { features } = await readyLookalike(ctx, id)
  const customer = await findCustomer(ctx, number)
  if (customer === null) throw new AppError('not_found', 'There is no customer of this number')
  const [score] = await readScore(ctx.clickhouse, { lookalike: id, customer })
  if (!score)
    throw new AppError('not_found', 'The customer is neither a seed nor a candidate of this lookalike')
  const tags = new Map(computedTags(await loadRuleCatalogue(ctx)).map((tag) => [tag.key, tag]))
  const reasons = await Promise.all(
    features.map(async ({ feature, logOdds }) => {
      const tag = tags.get(feature.key)
      const [row] = tag
        ? await ctx.clickhouse.query(
            `SELECT toUInt8(${binSql(feature.cuts, tag.sql)}) AS bin, if(bin = 0, NULL, toString(${tag.sql})) AS seen FROM ${tag.table} WHERE customer = {customer:UInt32} LIMIT 1`,
            { customer },
            z.object({ bin: z.number(), seen: z.string().nullable() }),
          )
        : []
      return {
        tag: feature.key,
        name: tag?.name ?? { 'zh-CN': feature.key, en: feature.key },
        seen: row?.seen ?? null,
        logOdds: logOdds[row?.bin ?? 0] ?? 0,
      }
    }),
  )
  return {
    score: score.score,
    rank: score.above + 1,
    seed: score.kind !== 0,
    reasons: reasons.toSorted((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds)),
  }
}
