import { sql } from 'kysely'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { announceBlock } from '../../../collect/drainer/index.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import type { Context, Postgres } from '../../../platform/context.ts'
import { messageOf } from '../../../platform/errors.ts'
import { readJourneyGraphs } from '../read-graphs.ts'
import { journeyTables } from '../store.ts'
import { happenings } from './happening-names.ts'
import {
  insertReceiptHappenings,
  insertStepHappenings,
  insertTouchHappenings,
  type Stretch,
} from './queries/insert-happenings.ts'
import { registerHappenings } from './register-happenings.ts'

const happeningLock = 7_700_302
/** Ticks whose happenings are written together at most. */
const mostTicks = 1_000
/** A receipt counts as stored when its statement began; it can be read when that ended. Longer ones do not exist. */
const longestInsert = 10 * 60_000
/** A receipt that comes again says another time than before, at most so much later. */
const repeatedWithin = 3 * 86_400_000

/** So many times as long as it worked it rests, */
const restFactor = 2
/** but never longer than this. */
const longestRest = 2_000

interface Journey {
  readonly id: number
  readonly key: string
  readonly committed: number
}

/**
 * Write what happened in journeys back as events, each exactly once: behind the commits of ticks, and as receipts come.
 * Message ids follow from journey, tick and customer (or from the touch), every stretch is noted before it is written,
 * and one that was left open is completed with what is missing.
 * @param options givesWay: rest after every journey. One accepted event becomes five happenings, and nobody waits for
 *   them as for the ticks that they would take the processor from
 */
export async function writeHappenings(
  ctx: Context,
  signal?: AbortSignal,
  { givesWay = false }: { readonly givesWay?: boolean } = {},
): Promise<void> {
  const { rows } = await sql<Journey>`
    SELECT id, key, committed_tick AS committed FROM journey
    LEFT JOIN journey_happening ON journey_id = id
    WHERE committed_tick > 0
      AND (committed_tick > coalesce(tick, 0)
           OR EXISTS (SELECT FROM dispatch WHERE dispatch.journey_id = journey.id
                      AND dispatch.updated_at > ${new Date(ctx.clock.now().getTime() - 60 * 86_400_000)}))
    ORDER BY id`.execute(ctx.postgres)
  if (rows.length === 0) return
  await registerHappenings(ctx)
  const failed: unknown[] = []
  for (const journey of rows) {
    signal?.throwIfAborted()
    const began = performance.now()
    try {
      await writeOfJourney(ctx, journey, signal)
    } catch (error) {
      signal?.throwIfAborted()
      ctx.log.error({ journey: journey.key, reason: messageOf(error) }, 'happenings could not be written')
      failed.push(error)
    }
    const rest = Math.min((performance.now() - began) * restFactor, longestRest)
    if (givesWay) await sleep(rest, undefined, { signal })
  }
  if (failed.length > 0) throw failed[0]
}

/** One worker at a time writes the happenings of a journey; another one leaves it alone. */
async function writeOfJourney(
  ctx: Context,
  journey: Journey,
  signal: AbortSignal | undefined,
): Promise<void> {
  await ctx.postgres.connection().execute(async (connection) => {
    const { rows } = await sql<{ taken: boolean }>`
      SELECT pg_try_advisory_lock(${happeningLock}, ${journey.id}) AS taken`.execute(connection)
    if (rows[0]?.taken !== true) return
    try {
      await journeyTables(connection)
        .insertInto('journey_happening')
        .values({ journey_id: journey.id, updated_at: ctx.clock.now() })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      const { open } = await readState(connection, journey.id)
      // Who died among receipts left a block of them.
      if (openStretch.nullable().parse(open)?.through === null) await writeReceipts(ctx, connection, journey)
      while (await writeTicks(ctx, connection, journey)) signal?.throwIfAborted()
      await writeReceipts(ctx, connection, journey)
    } finally {
      await sql`SELECT pg_advisory_unlock(${happeningLock}, ${journey.id})`.execute(connection)
    }
  })
}

/**
 * What was begun. Whoever takes over writes into the same block and with the same instant of arrival, because the block
 * is announced with it: events of another one would be there, but not be found by the journeys that wait for them.
 */
const openStretch = z.object({
  /** The last tick; null: receipts. */
  through: z.number().nullable(),
  block: z.string(),
  now: z.coerce.date().optional(),
})
type Open = z.output<typeof openStretch>

const saveState = async (
  ctx: Context,
  connection: Postgres,
  journeyId: number,
  values: { open: Open | null; tick?: number; receipts_at?: Date; receipts_stored?: Date },
): Promise<void> => {
  const open = values.open === null ? null : JSON.stringify(values.open)
  await journeyTables(connection)
    .updateTable('journey_happening')
    .set({ ...values, open, updated_at: ctx.clock.now() })
    .where('journey_id', '=', journeyId)
    .execute()
}

const readState = (connection: Postgres, journeyId: number) =>
  journeyTables(connection)
    .selectFrom('journey_happening')
    .selectAll()
    .where('journey_id', '=', journeyId)
    .executeTakeFirstOrThrow()

async function nextBlock(connection: Postgres): Promise<string> {
  const { rows } = await sql<{ block: string }>`SELECT nextval('happening_block')::text AS block`.execute(
    connection,
  )
  return rows[0]?.block ?? ''
}

/** Write the next ticks; answers whether there were any. */
async function writeTicks(ctx: Context, connection: Postgres, journey: Journey): Promise<boolean> {
  const state = await readState(connection, journey.id)
  const left = openStretch.nullable().parse(state.open)
  if (!left && state.tick >= journey.committed) return false
  const through = left?.through ?? Math.min(journey.committed, state.tick + mostTicks)
  const block = left?.block ?? (await nextBlock(connection))
  const now = left?.now ?? ctx.clock.now()
  await saveState(ctx, connection, journey.id, { open: { through, block, now } })
  const span = await journeyTables(connection)
    .selectFrom('journey_tick')
    .select((is) => [is.fn.min('at').as('from'), is.fn.max('at').as('to')])
    .where('journey_id', '=', journey.id)
    .where('tick', '>', state.tick)
    .where('tick', '<=', through)
    .executeTakeFirst()
  if (span?.from && span.to) {
    const stretch: Stretch = {
      journey,
      graphs: await readJourneyGraphs({ postgres: connection }, journey.id),
      after: state.tick,
      through,
      from: span.from,
      to: span.to,
      block,
      now,
      again: left !== null,
    }
    await ctx.clickhouse.command(insertStepHappenings(stretch), {}, { pool: 'long' })
    await ctx.clickhouse.command(insertTouchHappenings(stretch), {}, { pool: 'long' })
    await announce(ctx, stretch)
  }
  await saveState(ctx, connection, journey.id, { open: null, tick: through })
  return true
}

/** Write what became of contacts since the last time, by both clocks: that of business and that of the store. */
async function writeReceipts(ctx: Context, connection: Postgres, journey: Journey): Promise<void> {
  const state = await readState(connection, journey.id)
  const left = openStretch.nullable().parse(state.open)
  const now = left?.now ?? ctx.clock.now()
  const mine = `journey = ${journey.id} AND at <= ${literal(now, 'DateTime64(3)')}`
  const since = state.receipts_stored && new Date(state.receipts_stored.getTime() - longestInsert)
  const candidates =
    state.receipts_at && since
      ? `${mine} AND (at > ${literal(state.receipts_at, 'DateTime64(3)')} OR stored > ${literal(since, 'DateTime64(3)')})`
      : mine
  const [found] = await ctx.clickhouse.query(
    `SELECT count() AS receipts, toString(min(at)) AS from, toString(max(at)) AS to, toString(now64(3)) AS store
     FROM touch_receipt WHERE ${candidates}`,
    {},
    z.object({
      receipts: z.coerce.number(),
      from: z.string().transform(instant),
      to: z.string().transform(instant),
      store: z.string().transform(instant),
    }),
    { pool: 'long' },
  )
  if (!found || found.receipts === 0) return
  const block = left?.block ?? (await nextBlock(connection))
  await saveState(ctx, connection, journey.id, { open: { through: null, block, now } })
  const stretch = {
    journey,
    committed: journey.committed,
    candidates,
    from: new Date(found.from.getTime() - repeatedWithin),
    to: found.to,
    block,
    now,
  }
  await ctx.clickhouse.command(insertReceiptHappenings(stretch), {}, { pool: 'long' })
  await announce(ctx, { ...stretch, from: found.from })
  await saveState(ctx, connection, journey.id, { open: null, receipts_at: now, receipts_stored: found.store })
}

const instant = (text: string): Date => new Date(`${text.replace(' ', 'T')}Z`)

/** Tell whoever waits for events that there are new ones. */
async function announce(
  ctx: Context,
  { block, from, to, now }: Pick<Stretch, 'block' | 'from' | 'to' | 'now'>,
): Promise<void> {
  await announceBlock(ctx, {
    block,
    at: [from.getTime(), to.getTime()],
    received: [now.getTime(), now.getTime()],
    events: 0,
    names: happenings.map(([name]) => name),
  })
}
