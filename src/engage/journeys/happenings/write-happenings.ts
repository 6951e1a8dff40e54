import { sql } from 'kysely'
import { z } from 'zod'
import { announceBlocks } from '../../../collect/drainer/index.ts'
import { givesWay } from '../../../platform/clickhouse/precedence.ts'
import type { Context, Postgres } from '../../../platform/context.ts'
import { messageOf } from '../../../platform/errors.ts'
import { restAfter } from '../../../platform/rest-after.ts'
import { readJourneyGraphs } from '../read-graphs.ts'
import { journeyTables } from '../store.ts'
import { happenings } from './happening-names.ts'
import { nextBlocks, readStates, saveStates, type State } from './happening-state.ts'
import { countReceiptsSql, insertReceiptHappenings } from './queries/insert-receipt-happenings.ts'
import {
  insertStepHappenings,
  insertTouchHappenings,
  type Stretch,
} from './queries/insert-tick-happenings.ts'
import { registerHappenings } from './register-happenings.ts'

const happeningLock = 7_700_302
/** Journeys whose happenings are written together, and ticks of each at once. */
const mostJourneys = 25
const mostTicks = 100
/** A receipt counts as stored when its statement began; it can be read when that ended. Longer ones do not exist. */
const longestInsert = 10 * 60_000
/** A receipt that comes again says another time than before, at most so much later. */
const repeatedWithin = 3 * 86_400_000

const unhurried = { pool: 'long', settings: givesWay } as const
/** Milliseconds of rest between two rounds, at most. */
const longestRest = 2_000

interface Journey {
  readonly id: number
  readonly key: string
  readonly committed: number
}

/**
 * Write what happened in journeys back as events, each exactly once: behind the commits of ticks, and as receipts come.
 * Message ids follow from journey, tick and customer (or from the touch), every stretch is noted before it is written,
 * and one that was left open is completed with what is missing. Journeys share statements: one that reads the touches of
 * a hundred journeys costs hardly more than one that reads those of one.
 * @param options rests: rest after every round. One accepted event becomes five happenings, and nobody waits for
 *   them as for the ticks that they would take the processor from
 */
export async function writeHappenings(
  ctx: Context,
  signal?: AbortSignal,
  { rests = false }: { readonly rests?: boolean } = {},
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
  const rest = async (began: number): Promise<void> => {
    signal?.throwIfAborted()
    if (rests) await restAfter(began, longestRest, signal)
  }
  const failed: unknown[] = []
  for (let start = 0; start < rows.length; start += mostJourneys) {
    const together = rows.slice(start, start + mostJourneys)
    try {
      await writeOfJourneys(ctx, together, rest)
    } catch (error) {
      signal?.throwIfAborted()
      if (together.length === 1) failed.push(error)
      else failed.push(...(await writeOfEach(ctx, together, rest)))
    }
  }
  if (failed.length > 0) throw failed[0]
}

/** A journey that fails keeps no other from it. Answers what went wrong. */
async function writeOfEach(
  ctx: Context,
  journeys: readonly Journey[],
  rest: (began: number) => Promise<void>,
): Promise<unknown[]> {
  const failed: unknown[] = []
  for (const journey of journeys) {
    try {
      await writeOfJourneys(ctx, [journey], rest)
    } catch (error) {
      await rest(performance.now())
      ctx.log.error({ journey: journey.key, reason: messageOf(error) }, 'happenings could not be written')
      failed.push(error)
    }
  }
  return failed
}

/** One worker at a time writes the happenings of a journey; another one leaves it alone. */
async function writeOfJourneys(
  ctx: Context,
  journeys: readonly Journey[],
  rest: (began: number) => Promise<void>,
): Promise<void> {
  await ctx.postgres.connection().execute(async (connection) => {
    const ids = journeys.map(({ id }) => id)
    const { rows } = await sql<{ id: number }>`
      SELECT id FROM unnest(${ids}::integer[]) AS id
      WHERE pg_try_advisory_lock(${happeningLock}, id)`.execute(connection)
    const taken = new Set(rows.map(({ id }) => id))
    const mine = journeys.filter(({ id }) => taken.has(id))
    if (mine.length === 0) return
    try {
      const states = await readStates(ctx, connection, [...taken])
      // Who died left blocks open, each with an instant of its own.
      for (const journey of mine) {
        const state = states.get(journey.id)
        if (state?.open?.through === null) await writeReceipts(ctx, connection, [journey])
        else if (state?.open) await writeTicks(ctx, connection, [{ journey, state }])
      }
      for (let began = performance.now(); ; began = performance.now()) {
        if (!(await writeNextTicks(ctx, connection, mine))) break
        await rest(began)
      }
      const began = performance.now()
      await writeReceipts(ctx, connection, mine)
      await rest(began)
    } finally {
      await sql`
        SELECT pg_advisory_unlock(${happeningLock}, id) FROM unnest(${[...taken]}::integer[]) AS id`.execute(
        connection,
      )
    }
  })
}

/** Write the next ticks of every journey that has some; answers whether there were any. */
async function writeNextTicks(
  ctx: Context,
  connection: Postgres,
  journeys: readonly Journey[],
): Promise<boolean> {
  const states = await readStates(
    ctx,
    connection,
    journeys.map(({ id }) => id),
  )
  const behind = journeys.flatMap((journey) => {
    const state = states.get(journey.id)
    return state && state.tick < journey.committed ? [{ journey, state }] : []
  })
  if (behind.length > 0) await writeTicks(ctx, connection, behind)
  return behind.length > 0
}

async function writeTicks(
  ctx: Context,
  connection: Postgres,
  behind: readonly { readonly journey: Journey; readonly state: State }[],
): Promise<void> {
  const blocks = await nextBlocks(connection, behind.length)
  const now = behind[0]?.state.open?.now ?? ctx.clock.now()
  const begun = behind.map(({ journey, state }, index) => ({
    journey,
    after: state.tick,
    through: state.open?.through ?? Math.min(journey.committed, state.tick + mostTicks),
    block: state.open?.block ?? blocks[index] ?? '',
    again: state.open !== null,
  }))
  await saveStates(
    ctx,
    connection,
    begun.map(({ journey, through, block }) => ({ journey: journey.id, open: { through, block, now } })),
  )
  const stretches: Stretch[] = []
  for (const one of begun) {
    const span = await journeyTables(connection)
      .selectFrom('journey_tick')
      .select((is) => [is.fn.min('at').as('from'), is.fn.max('at').as('to')])
      .where('journey_id', '=', one.journey.id)
      .where('tick', '>', one.after)
      .where('tick', '<=', one.through)
      .executeTakeFirst()
    if (!span?.from || !span.to) continue
    const graphs = await readJourneyGraphs({ postgres: connection }, one.journey.id)
    stretches.push({ ...one, graphs, from: span.from, to: span.to })
  }
  if (stretches.length > 0) {
    await ctx.clickhouse.command(insertStepHappenings(stretches, now), {}, unhurried)
    await ctx.clickhouse.command(insertTouchHappenings(stretches, now), {}, unhurried)
    await announce(ctx, stretches, now)
  }
  await saveStates(
    ctx,
    connection,
    begun.map(({ journey, through }) => ({ journey: journey.id, open: null, tick: through })),
  )
}

const instant = (text: string): Date => new Date(`${text.replace(' ', 'T')}Z`)
const foundReceipts = z.object({
  journey: z.number(),
  from: z.string().transform(instant),
  to: z.string().transform(instant),
  store: z.string().transform(instant),
})

/** Write what became of contacts since the last time, by both clocks: that of business and that of the store. */
async function writeReceipts(
  ctx: Context,
  connection: Postgres,
  journeys: readonly Journey[],
): Promise<void> {
  const states = await readStates(
    ctx,
    connection,
    journeys.map(({ id }) => id),
  )
  const left = journeys.map(({ id }) => states.get(id)?.open).find((open) => open)
  const now = left?.now ?? ctx.clock.now()
  const asked = journeys.map((journey) => {
    const { receiptsAt, receiptsStored } = states.get(journey.id) ?? {}
    return {
      journey,
      after:
        receiptsAt && receiptsStored
          ? { at: receiptsAt, stored: new Date(receiptsStored.getTime() - longestInsert) }
          : null,
    }
  })
  const found = await ctx.clickhouse.query(countReceiptsSql(asked, now), {}, foundReceipts, { pool: 'long' })
  const byJourney = new Map(found.map((row) => [row.journey, row]))
  const blocks = await nextBlocks(connection, found.length)
  const stretches = asked.flatMap(({ journey, after }) => {
    const span = byJourney.get(journey.id)
    if (!span) return []
    const block = states.get(journey.id)?.open?.block ?? blocks.pop() ?? ''
    return [{ journey, after, block, from: span.from, to: span.to, store: span.store }]
  })
  if (stretches.length === 0) return
  await saveStates(
    ctx,
    connection,
    stretches.map(({ journey, block }) => ({ journey: journey.id, open: { through: null, block, now } })),
  )
  const before = new Date(Math.min(...stretches.map(({ from }) => from.getTime())) - repeatedWithin)
  await ctx.clickhouse.command(insertReceiptHappenings(stretches, now, before), {}, unhurried)
  await announce(ctx, stretches, now)
  await saveStates(
    ctx,
    connection,
    stretches.map(({ journey, store }) => ({
      journey: journey.id,
      open: null,
      receiptsAt: now,
      receiptsStored: store,
    })),
  )
}

/** Tell whoever waits for events that there are new ones. */
async function announce(
  ctx: Context,
  stretches: readonly { readonly block: string; readonly from: Date; readonly to: Date }[],
  now: Date,
): Promise<void> {
  await announceBlocks(
    ctx,
    stretches.map(({ block, from, to }) => ({
      block,
      at: [from.getTime(), to.getTime()],
      received: [now.getTime(), now.getTime()],
      events: 0,
      names: happenings.map(([name]) => name),
    })),
  )
}
