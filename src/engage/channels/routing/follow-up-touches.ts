import { sql } from 'kysely'
import { z } from 'zod'
import type { Context, Postgres } from '../../../platform/context.ts'
import { messageOf } from '../../../platform/errors.ts'
import { readGateKnowledge } from '../../contact-gate/index.ts'
import { fullOutboxes } from '../full-outboxes.ts'
import { providers } from '../providers/index.ts'
import { channelTables } from '../store.ts'
import { messageTerms } from '../../templates/index.ts'
import { type FollowUp, insertFollowUpsSql } from './follow-up-sql.ts'
import { readChannelCosts } from './read-costs.ts'
import { readFollowUps } from './read-follow-ups.ts'

/** Contacts take turns from the gate's question to the commit of its answers: the same lock as that of ticks. */
const gateLock = 7_700_102
const followUpLock = 7_700_105

/**
 * Follow up every contact that failed or stayed unopened, where the author of the message asked for it. A follow-up
 * writes down the instant of its touches before it writes them and queues them when they are written; one that was
 * killed in between is done again with the same instant, finds what it wrote, and only adds what is missing. While the
 * outbox of one of its channels is full, a message is not followed up: the next time will do.
 */
export async function followUpTouches(ctx: Context, signal?: AbortSignal): Promise<{ queued: number }> {
  let queued = 0
  for (const follow of await readFollowUps(ctx)) {
    signal?.throwIfAborted()
    const full = await fullOutboxes(ctx)
    if (follow.channels.some((channel) => full.has(channel))) continue
    await ctx.postgres.connection().execute(async (connection) => {
      const { rows } = await sql<{ taken: boolean }>`
        SELECT pg_try_advisory_lock(${followUpLock}, ${follow.journey.id}) AS taken`.execute(connection)
      if (rows[0]?.taken !== true) return
      try {
        await sql`SELECT pg_advisory_lock(${gateLock}, 0)`.execute(connection)
        try {
          queued += await carryOut(ctx, connection, follow)
        } finally {
          await sql`SELECT pg_advisory_unlock(${gateLock}, 0)`.execute(connection)
        }
      } catch (error) {
        signal?.throwIfAborted()
        const { journey, node } = follow
        ctx.log.error({ journey: journey.key, node, reason: messageOf(error) }, 'following up failed')
      } finally {
        await sql`SELECT pg_advisory_unlock(${followUpLock}, ${follow.journey.id})`.execute(connection)
      }
    })
  }
  return { queued }
}

type FollowTables = {
  follow_up: {
    journey_id: number
    version: number
    node: string
    at: Date
    queued: number | null
    done_at: Date | null
  }
  journey_tick: { journey_id: number; at: Date }
}

async function carryOut(ctx: Context, connection: Postgres, follow: FollowUp): Promise<number> {
  const db = connection.withTables<FollowTables>()
  const place = { journey_id: follow.journey.id, version: follow.version, node: follow.node }
  const open = await db
    .selectFrom('follow_up')
    .select('at')
    .where((is) => is.and(place))
    .where('done_at', 'is', null)
    .executeTakeFirst()
  const at = open?.at ?? (await freeInstant(ctx, connection, follow.journey.id))
  if (!at) return 0
  if (!open) {
    await db
      .insertInto('follow_up')
      .values({ ...place, at, queued: null, done_at: null })
      .execute()
  }
  const [gate, costs, terms] = await Promise.all([
    readGateKnowledge(ctx, { now: at }),
    readChannelCosts(ctx),
    messageTerms(ctx),
  ])
  const reporting = providers.filter(({ alwaysReports }) => alwaysReports).map(({ key }) => key)
  const known = { costs, now: ctx.clock.now(), terms, reporting }
  await ctx.clickhouse.command(insertFollowUpsSql(follow, gate, at, known), {}, { pool: 'long' })
  const made = await ctx.clickhouse.query(
    `SELECT channel, count() AS touches FROM touch
     WHERE journey = {journey:UInt32} AND version = {version:UInt16} AND node = {node:String}
       AND at = {at:DateTime64(3)} AND outcome = 'queued'
     GROUP BY channel`,
    { journey: follow.journey.id, version: follow.version, node: follow.node, at },
    z.object({ channel: z.string(), touches: z.coerce.number() }),
  )
  const queued = made.reduce((sum, { touches }) => sum + touches, 0)
  await connection.transaction().execute(async (transaction) => {
    for (const { channel, touches } of made) {
      await channelTables(transaction)
        .insertInto('dispatch')
        .values({
          journey_id: follow.journey.id,
          tick: 0,
          channel,
          at,
          source: 'follow_up',
          queued: touches,
          state: 'pending',
          error: null,
          handed: null,
          not_before: null,
          updated_at: ctx.clock.now(),
        })
        .execute()
    }
    const mine = transaction.withTables<FollowTables>()
    // What found nobody leaves no trace: it happens every minute.
    if (queued === 0)
      await mine
        .deleteFrom('follow_up')
        .where((is) => is.and({ ...place, at }))
        .execute()
    else
      await mine
        .updateTable('follow_up')
        .set({ queued, done_at: ctx.clock.now() })
        .where((is) => is.and({ ...place, at }))
        .execute()
  })
  return queued
}

/**
 * An instant just before now that no tick of the journey has, and later than its other follow-ups: touches of a dispatch
 * are told apart by it. Undefined when there is none yet.
 */
async function freeInstant(ctx: Context, connection: Postgres, journey: number): Promise<Date | undefined> {
  const db = connection.withTables<FollowTables>()
  const latest = await db
    .selectFrom('follow_up')
    .select((is) => is.fn.max('at').as('at'))
    .where('journey_id', '=', journey)
    .executeTakeFirst()
  for (let at = new Date(ctx.clock.now().getTime() - 1); ; at = new Date(at.getTime() - 1)) {
    if (latest?.at && at <= latest.at) return undefined
    const tick = await db
      .selectFrom('journey_tick')
      .select('at')
      .where('journey_id', '=', journey)
      .where('at', '=', at)
      .executeTakeFirst()
    if (!tick) return at
  }
}
