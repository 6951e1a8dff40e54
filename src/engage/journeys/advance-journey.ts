import type { Context, Postgres } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { journeyTables } from './store.ts'
import { commitTick } from './ticks/commit-tick.ts'
import { inGateTurn, withJourneyLease } from './ticks/lease.ts'
import { planTick } from './ticks/plan-tick.ts'
import { recoverJourney } from './ticks/recover-journey.ts'
import { writeTick } from './ticks/write-tick.ts'

export interface Advance {
  /** `leased`: another worker is at it. */
  readonly state: 'advanced' | 'leased'
  readonly ticks: number
  /** Steps taken by all customers together. */
  readonly moved: number
}

/** More ticks than any graph needs at one instant; a journey that reaches it goes on with the next advance. */
const mostTicks = 1_000

/**
 * Let every customer who is ready go as far as possible at this instant. A tick moves all of them by one step;
 * ticks follow each other until nobody is ready. Killed at any instant, it neither loses nor repeats a step.
 */
export async function advanceJourney(ctx: Context, key: string, signal?: AbortSignal): Promise<Advance> {
  const journey = await journeyTables(ctx.postgres)
    .selectFrom('journey')
    .select('id')
    .where('key', '=', key)
    .executeTakeFirst()
  if (!journey) throw new AppError('not_found', `There is no journey "${key}"`)
  const advance = await withJourneyLease(ctx, journey.id, async (connection) => {
    await recoverJourney(ctx, connection, journey.id)
    let ticks = 0
    let moved = 0
    for (let poll = true; ticks < mostTicks; poll = false) {
      signal?.throwIfAborted()
      const step = await tick(ctx, connection, journey.id, poll)
      if (step > 0) ticks += 1
      moved += step
      if (step === 0 && !poll) break
    }
    return { state: 'advanced' as const, ticks, moved }
  })
  return advance ?? { state: 'leased', ticks: 0, moved: 0 }
}

/** One tick: plan, announce, write, commit. Answers how many customers moved. */
async function tick(ctx: Context, connection: Postgres, journeyId: number, poll: boolean): Promise<number> {
  const plan = await planTick(ctx, connection, journeyId, poll)
  if (!plan) return 0
  return inGateTurn(
    connection,
    plan.moves.some((move) => move.node.type === 'message'),
    async () => {
      await journeyTables(connection)
        .updateTable('journey')
        .set({ open_tick: plan.tick })
        .where('id', '=', journeyId)
        .execute()
      await writeTick(ctx, plan)
      return commitTick(ctx, connection, plan)
    },
  )
}
