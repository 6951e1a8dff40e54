import type { Context } from '../../platform/context.ts'
import { askEffect } from './ask-effect.ts'
import { readAttribution } from './queries/read-attribution.ts'
import { readEffect } from './read-effects.ts'
import type { Attribution } from './slice-schema.ts'
import { effectTables } from './store.ts'

/**
 * Which touches came before the conversions of a journey's treated customers. Not causal: those who would have converted
 * anyway are touched, too. Beside it what the holdout says.
 * @throws AppError not_found
 */
export async function attributeTouches(
  ctx: Context,
  journey: string,
  { days }: { days: number },
): Promise<Attribution> {
  const [asked, report] = [await askEffect(ctx, journey), await readEffect(ctx, journey)]
  const incremental = report.conversion ? (report.incremental?.conversions ?? null) : null
  const nothing = { causal: false, days, conversions: 0, untouched: 0, incremental, credits: [] } as const
  if (!asked.anyone || asked.goal === null) return { ...nothing, credits: [] }
  const rows = await readAttribution(ctx.clickhouse, asked.question, asked.goal, asked.from, days)
  const credits = rows.filter(({ touches }) => touches > 0)
  const conversions = rows[0]?.conversions ?? 0
  const ids = [...new Set(credits.map((credit) => credit.journey))]
  const journeys = ids.length
    ? await effectTables(ctx.postgres)
        .selectFrom('journey')
        .select(['id', 'key'])
        .where('id', 'in', ids)
        .execute()
    : []
  const keyOf = new Map(journeys.map(({ id, key }) => [id, key]))
  return {
    ...nothing,
    conversions,
    untouched: conversions - (credits[0]?.touched ?? 0),
    credits: credits.map(({ channel, touches, last, first, linear, journey: id }) => ({
      journey: keyOf.get(id) ?? '',
      channel,
      touches,
      last,
      first,
      linear,
    })),
  }
}
