import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError, messageOf } from '../../platform/errors.ts'
import { defineJob } from '../../platform/jobs/jobs.ts'
import { dispatchTouches } from '../channels/index.ts'
import { type Advance, advanceJourney } from './advance-journey.ts'
import { journeyTables } from './store.ts'

/**
 * Advance every running journey to this instant and send what they queued.
 * @throws AppError internal after all have had their turn, when some could not advance
 */
export async function tickJourneys(ctx: Context, signal?: AbortSignal): Promise<Record<string, Advance>> {
  const journeys = await journeyTables(ctx.postgres)
    .selectFrom('journey')
    .select('key')
    .where('status', '=', 'running')
    .orderBy('id')
    .execute()
  const advances: Record<string, Advance> = {}
  const failed: string[] = []
  for (const { key } of journeys) {
    try {
      advances[key] = await advanceJourney(ctx, key, signal)
    } catch (error) {
      signal?.throwIfAborted()
      ctx.log.error({ journey: key, reason: messageOf(error) }, 'a journey could not advance')
      failed.push(`"${key}": ${messageOf(error)}`)
    }
  }
  await dispatchTouches(ctx, signal)
  if (failed.length > 0) {
    throw new AppError(
      'internal',
      `${failed.length} of ${journeys.length} journeys could not advance: ${failed.join('; ')}`,
    )
  }
  return advances
}

export const tickJourneysJob = defineJob({
  name: 'tick-journeys',
  input: z.object({}),
  retries: 0,
  concurrency: 1,
  schedule: '* * * * *',
  run: async (ctx, _input, run) => {
    await tickJourneys(ctx, run.signal)
  },
})
