import { setTimeout as pause } from 'node:timers/promises'
import type { z } from 'zod'
import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { journeyTables } from '../store.ts'
import { lockJourney } from './lock-journey.ts'
import { readCancellation } from './read-cancellation.ts'
import type { CancellationReport, cancellation } from './schema.ts'
import { takeOutCustomers } from './take-out-customers.ts'

/** A tick that is running when the journey is cancelled ends first: how often, and after how many milliseconds, to ask. */
const attempts = 40
const betweenAttempts = 250

/**
 * End a journey at once: no tick begins any more, nothing that waits is sent, and everybody inside is taken out.
 * What a provider has in hand at that moment still goes out. A worker that dies in between, or a tick that takes long,
 * leaves the rest to the next run of the job of ticks. Cancelling a cancelled journey changes nothing and answers its report.
 * @throws AppError not_found, conflict when it never ran or has ended
 */
export async function cancelJourney(
  ctx: Context,
  key: string,
  { reason }: z.output<typeof cancellation>,
): Promise<CancellationReport> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const journey = await lockJourney(transaction, key)
    if (journey.status === 'cancelled') return
    if (journey.status !== 'running' && journey.status !== 'paused') {
      throw new AppError('conflict', `The journey "${key}" is ${journey.status}: there is nothing to cancel`)
    }
    const now = ctx.clock.now()
    const db = journeyTables(transaction)
    await db
      .updateTable('journey')
      .set({
        status: 'cancelled',
        entry_closed_at: now,
        ended_at: now,
        updated_at: now,
        cancellation: JSON.stringify({ at: now, by: ctx.actor.name, reason }),
      })
      .where('id', '=', journey.id)
      .execute()
    await db
      .updateTable('dispatch')
      .set({ state: 'cancelled', updated_at: now })
      .where('journey_id', '=', journey.id)
      .where('state', '=', 'pending')
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'journey.cancel',
      objectKind: 'journey',
      objectId: key,
      detail: { reason },
    })
  })
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (await takeOutCustomers(ctx, key)) break
    await pause(betweenAttempts)
  }
  return readCancellation(ctx, key)
}
