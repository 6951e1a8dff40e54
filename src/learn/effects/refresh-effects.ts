import { z } from 'zod'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError, messageOf } from '../../platform/errors.ts'
import { defineJob } from '../../platform/jobs/jobs.ts'
import { restAfter } from '../../platform/rest-after.ts'
import { computeEffect } from './compute-effect.ts'
import type { EffectReport } from './schema.ts'
import { effectTables } from './store.ts'

/** Compute the effect of one journey and keep it as its latest report; audited when somebody asked for it. */
export async function refreshEffect(ctx: Context, key: string): Promise<EffectReport> {
  const journey = await effectTables(ctx.postgres)
    .selectFrom('journey')
    .select('id')
    .where('key', '=', key)
    .executeTakeFirst()
  if (!journey) throw new AppError('not_found', `There is no journey "${key}"`)
  const report = await computeEffect(ctx, key)
  const row = { report: JSON.stringify(report), computed_at: ctx.clock.now() }
  await ctx.postgres.transaction().execute(async (transaction) => {
    await effectTables(transaction)
      .insertInto('effect_report')
      .values({ journey_id: journey.id, ...row })
      .onConflict((conflict) => conflict.column('journey_id').doUpdateSet(row))
      .execute()
    if (ctx.actor.kind === 'system') return
    await writeAudit(transaction, ctx, { action: 'effect.refresh', objectKind: 'journey', objectId: key })
  })
  return report
}

/** Milliseconds of rest between two reports, at most. */
const longestRest = 1_000

/**
 * The same for every journey that was ever published.
 * @param options rests: leave the processor to those whom somebody waits for
 */
export async function refreshEffects(
  ctx: Context,
  signal?: AbortSignal,
  { rests = false }: { readonly rests?: boolean } = {},
): Promise<EffectReport[]> {
  const journeys = await effectTables(ctx.postgres)
    .selectFrom('journey')
    .select('key')
    .where('published_version', 'is not', null)
    .orderBy('id')
    .execute()
  const reports: EffectReport[] = []
  for (const { key } of journeys) {
    signal?.throwIfAborted()
    const began = performance.now()
    try {
      reports.push(await refreshEffect(ctx, key))
    } catch (error) {
      signal?.throwIfAborted()
      ctx.log.error(
        { journey: key, reason: messageOf(error) },
        'the effect of a journey could not be computed',
      )
    }
    if (rests) await restAfter(began, longestRest, signal)
  }
  return reports
}

export const refreshEffectsJob = defineJob({
  name: 'refresh-effects',
  input: z.object({}),
  retries: 1,
  concurrency: 1,
  schedule: '*/10 * * * *',
  run: async (ctx, _input, run) => {
    await refreshEffects(ctx, run.signal, { rests: true })
  },
})
