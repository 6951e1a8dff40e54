import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { cutPage, decodeCursor } from '../../platform/http/route-kit.ts'
import { computeEffect } from './compute-effect.ts'
import { type EffectReport, effectReport } from './schema.ts'
import { effectTables } from './store.ts'

/** The latest report of every journey that has one, in the order of the journeys. */
export async function listEffects(
  ctx: Context,
  query: { cursor?: string; limit: number },
): Promise<{ items: EffectReport[]; next: string | null }> {
  let select = effectTables(ctx.postgres)
    .selectFrom('effect_report')
    .selectAll()
    .orderBy('journey_id')
    .limit(query.limit + 1)
  if (query.cursor) select = select.where('journey_id', '>', decodeCursor(query.cursor, z.number().int()))
  const rows = await select.execute()
  const { items: page, next } = cutPage(rows, query.limit, ({ journey_id }) => journey_id)
  return {
    items: page.map((row) => effectReport.parse(row.report)),
    next,
  }
}

/** The latest report of one journey; a journey without one is computed on the spot. */
export async function readEffect(ctx: Context, key: string): Promise<EffectReport> {
  const row = await effectTables(ctx.postgres)
    .selectFrom('journey')
    .leftJoin('effect_report', 'effect_report.journey_id', 'journey.id')
    .select('effect_report.report')
    .where('journey.key', '=', key)
    .executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no journey "${key}"`)
  return row.report === null ? computeEffect(ctx, key) : effectReport.parse(row.report)
}
