import { sql } from 'kysely'
import type { Context, Postgres } from '../../platform/context.ts'
import { messageOf } from '../../platform/errors.ts'
import { journeyTables } from './store.ts'
import { commitTicks, type Moved } from './ticks/commit-tick.ts'
import { GraphCache } from './ticks/graph-cache.ts'
import { inGateTurn, withJourneyLeases } from './ticks/lease.ts'
import { planExits } from './ticks/plan-exits.ts'
import { lastTickOf, type Look, planTicks, type TickPlan, ticksOf } from './ticks/plan-tick.ts'
import { recoverJourney } from './ticks/recover-journey.ts'
import { writeTicks } from './ticks/write-tick.ts'

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
 * Let every customer of these journeys who is ready go as far as possible at this instant. A tick moves all of them by
 * one step; ticks follow each other until nobody is ready. Journeys go in step, so that small ticks share their
 * statements and one commit. Killed at any instant, it neither loses nor repeats a step.
 */
export async function advanceJourneys(
  ctx: Context,
  journeyIds: readonly number[],
  options: {
    readonly signal?: AbortSignal | undefined
    readonly cache?: GraphCache | undefined
    readonly look?: Omit<Look, 'poll'> | undefined
  } = {},
): Promise<Map<number, Advance>> {
  const { signal, cache = new GraphCache(), look = {} } = options
  const advances = new Map<number, Advance>(
    journeyIds.map((id) => [id, { state: 'leased', ticks: 0, moved: 0 }]),
  )
  if (journeyIds.length === 0) return advances
  const count = (committed: ReadonlyMap<number, Moved>): void => {
    for (const [id, { ticks, customers }] of committed) {
      const before = advances.get(id)
      if (!before || ticks === 0) continue
      advances.set(id, { ...before, ticks: before.ticks + ticks, moved: before.moved + customers })
    }
  }
  await withJourneyLeases(ctx, journeyIds, async (connection, leased) => {
    if (leased.length === 0) return
    // Everything goes over the connection that holds the leases: many who wait for the gate's turn with a connection
    // each would leave none to the one whose turn it is.
    const inside = { ...ctx, postgres: connection }
    await recoverJourneys(inside, connection, leased)
    for (const id of leased) advances.set(id, { state: 'advanced', ticks: 0, moved: 0 })
    count(await tick(ctx, connection, await planExits(ctx, connection, leased, look, cache)))
    let moving = leased
    for (let round = 0; round < mostTicks && moving.length > 0; round += 1) {
      signal?.throwIfAborted()
      const plans = await planTicks(inside, connection, moving, { ...look, poll: round === 0 }, cache)
      if (plans.length === 0 && round > 0) break
      const moved = await tick(inside, connection, plans)
      // After the first round everybody is asked once more: who is ready by now did not depend on the first look.
      moving = round === 0 ? leased : [...moved].flatMap(([id, { ticks }]) => (ticks > 0 ? [id] : []))
      count(moved)
    }
  })
  return advances
}

async function recoverJourneys(
  ctx: Context,
  connection: Postgres,
  journeyIds: readonly number[],
): Promise<void> {
  const open = await journeyTables(connection)
    .selectFrom('journey')
    .select('id')
    .where('id', 'in', [...journeyIds])
    .where('open_tick', 'is not', null)
    .execute()
  for (const { id } of open) await recoverJourney(ctx, connection, id)
}

/** Ticks of one instant: announce, write, commit. Answers who moved in each journey. */
async function tick(
  ctx: Context,
  connection: Postgres,
  plans: readonly TickPlan[],
): Promise<Map<number, Moved>> {
  if (plans.length === 0) return new Map()
  const contacts = plans
    .flatMap(ticksOf)
    .some(({ moves }) => moves.some(({ node }) => node.type === 'message'))
  return inGateTurn(connection, contacts, async () => {
    const open = plans.map((plan) => ({ id: plan.journey.id, tick: lastTickOf(plan) }))
    await sql`
      UPDATE journey SET open_tick = begun.tick
      FROM jsonb_to_recordset(${JSON.stringify(open)}::jsonb) AS begun (id integer, tick integer)
      WHERE journey.id = begun.id`.execute(connection)
    await writeTicks(ctx, plans)
    return commitTicks(ctx, connection, plans)
  })
}

/**
 * The same, but a journey that cannot go on keeps no other from it: when they fail together, each goes by itself.
 * @returns what went wrong, by journey
 */
export async function advanceEach(
  ctx: Context,
  journeyIds: readonly number[],
  options: Parameters<typeof advanceJourneys>[2] = {},
): Promise<{ advances: Map<number, Advance>; failed: Map<number, string> }> {
  const failed = new Map<number, string>()
  try {
    return { advances: await advanceJourneys(ctx, journeyIds, options), failed }
  } catch (error) {
    options.signal?.throwIfAborted()
    ctx.log.warn({ reason: messageOf(error) }, 'journeys could not advance together')
  }
  const advances = new Map<number, Advance>()
  for (const id of journeyIds) {
    try {
      for (const [key, advance] of await advanceJourneys(ctx, [id], options)) advances.set(key, advance)
    } catch (error) {
      options.signal?.throwIfAborted()
      ctx.log.error({ journey: id, reason: messageOf(error) }, 'a journey could not advance')
      failed.set(id, messageOf(error))
    }
  }
  return { advances, failed }
}
