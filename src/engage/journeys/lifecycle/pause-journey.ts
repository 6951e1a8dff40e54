import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { journeyTables } from '../store.ts'
import { lockJourney } from './lock-journey.ts'

/**
 * Stop ticks and sending. A tick that is running ends first, and so does the batch that a provider has in hand.
 * Pausing a paused journey changes nothing.
 */
export function pauseJourney(ctx: Context, key: string): Promise<void> {
  return changeStatus(ctx, key, 'running', 'paused')
}

/** Go on where the journey stood. */
export function resumeJourney(ctx: Context, key: string): Promise<void> {
  return changeStatus(ctx, key, 'paused', 'running')
}

async function changeStatus(
  ctx: Context,
  key: string,
  from: 'running' | 'paused',
  to: 'running' | 'paused',
): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const journey = await lockJourney(transaction, key)
    if (journey.status === to) return
    if (journey.status !== from) {
      throw new AppError(
        'conflict',
        `The journey "${key}" is ${journey.status}: only a ${from} one can become ${to}`,
      )
    }
    await journeyTables(transaction)
      .updateTable('journey')
      .set({ status: to, updated_at: ctx.clock.now() })
      .where('id', '=', journey.id)
      .execute()
    await writeAudit(transaction, ctx, {
      action: to === 'paused' ? 'journey.pause' : 'journey.resume',
      objectKind: 'journey',
      objectId: key,
    })
  })
}
