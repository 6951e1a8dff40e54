import { sql } from 'kysely'
import { z } from 'zod'
import type { Context, Postgres } from '../../../platform/context.ts'
import { journeyTables } from '../store.ts'

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
export type Open = z.output<typeof openStretch>

/** How far the happenings of a journey are written. */
export interface State {
  readonly tick: number
  readonly open: Open | null
  readonly receiptsAt: Date | null
  readonly receiptsStored: Date | null
}

/** The states of some journeys; one that has none yet begins at nothing. */
export async function readStates(
  ctx: Pick<Context, 'clock'>,
  connection: Postgres,
  journeyIds: readonly number[],
): Promise<Map<number, State>> {
  const tables = journeyTables(connection)
  await tables
    .insertInto('journey_happening')
    .values(journeyIds.map((id) => ({ journey_id: id, updated_at: ctx.clock.now() })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const rows = await tables
    .selectFrom('journey_happening')
    .selectAll()
    .where('journey_id', 'in', [...journeyIds])
    .execute()
  return new Map(
    rows.map((row) => [
      row.journey_id,
      {
        tick: row.tick,
        open: openStretch.nullable().parse(row.open),
        receiptsAt: row.receipts_at,
        receiptsStored: row.receipts_stored,
      },
    ]),
  )
}

/** Note what was begun or ended; what is not named stays. */
export async function saveStates(
  ctx: Pick<Context, 'clock'>,
  connection: Postgres,
  states: readonly ({ readonly journey: number; readonly open: Open | null } & Partial<State>)[],
): Promise<void> {
  await sql`
    UPDATE journey_happening SET
      open = state.open,
      tick = coalesce(state.tick, journey_happening.tick),
      receipts_at = coalesce(state."receiptsAt", receipts_at),
      receipts_stored = coalesce(state."receiptsStored", receipts_stored),
      updated_at = ${ctx.clock.now()}
    FROM jsonb_to_recordset(${JSON.stringify(states)}::jsonb) AS state (
      journey integer, open jsonb, tick integer, "receiptsAt" timestamptz, "receiptsStored" timestamptz)
    WHERE journey_id = state.journey`.execute(connection)
}

/** Numbers of new blocks, one for each journey. */
export async function nextBlocks(connection: Postgres, many: number): Promise<string[]> {
  const { rows } = await sql<{ block: string }>`
    SELECT nextval('happening_block')::text AS block FROM generate_series(1, ${many})`.execute(connection)
  return rows.map(({ block }) => block)
}
