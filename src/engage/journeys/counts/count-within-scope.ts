import { sql } from 'kysely'
import { z } from 'zod'
import { withinScopeSql } from '../../../govern/access/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import type { Context, Postgres } from '../../../platform/context.ts'
import type { JourneyView } from '../schema.ts'
import { countMoves } from './queries/count-moves.ts'

interface Journey {
  readonly id: number
  readonly committed_tick: number
}
type Sizes = Record<'entered' | 'inside' | 'held_out' | 'converted', number>

/** Journeys with their sizes among the customers in the data scope of who asks; as they were for who sees all. */
export async function sizedWithinScope<One extends Journey & Sizes>(
  ctx: Context,
  journeys: readonly One[],
): Promise<One[]> {
  const moves = await countMoves(
    ctx,
    journeys.map(({ id, committed_tick }) => ({ id, committed: committed_tick })),
  )
  if (moves === null) return [...journeys]
  const exits = await readExits(
    ctx.postgres,
    journeys.map(({ id }) => id),
  )
  return journeys.map((journey) => {
    const own = moves.filter((move) => move.journey === journey.id)
    const total = (matches: (move: (typeof own)[number]) => boolean): number =>
      own.filter(matches).reduce((sum, { customers }) => sum + customers, 0)
    const standing = (matches: (node: string) => boolean): number =>
      total(({ to }) => matches(to)) - total(({ from }) => from !== '' && matches(from))
    const ended = (node: string): boolean => node.startsWith('$') || exits.has(`${journey.id} ${node}`)
    return {
      ...journey,
      entered: total(({ from }) => from === ''),
      inside: standing((node) => !ended(node)),
      held_out: standing((node) => node === '$holdout'),
      converted: standing((node) => node === '$goal'),
    }
  })
}

/** The nodes at which journeys end, in whichever version: `3 done`. */
async function readExits(postgres: Postgres, journeys: readonly number[]): Promise<Set<string>> {
  const { rows } = await sql<{ journey: number; node: string }>`
    SELECT DISTINCT journey_id AS journey, node.key AS node
    FROM journey_version, jsonb_each(graph::jsonb -> 'nodes') AS node
    WHERE journey_id = ANY(${journeys}) AND node.value ->> 'type' = 'exit'`.execute(postgres)
  return new Set(rows.map(({ journey, node }) => `${journey} ${node}`))
}

/**
 * Customers in the data scope who stand at a node of a journey and have not ended, by version; null for who sees all
 * customers.
 */
export async function countStandingWithinScope(
  ctx: Context,
  { id, committed_tick }: Journey,
): Promise<{ version: number; node: string; customers: number }[] | null> {
  const within = withinScopeSql(ctx.actor, canonical('customer'))
  if (within === null) return null
  const rows = await ctx.clickhouse.query(
    `SELECT place.1 AS version, place.2 AS node, count() AS customers
FROM (
  SELECT argMax((version, toString(node)), tick) AS place FROM journey_step
  WHERE journey = {journey:UInt32} AND tick <= {committed:UInt32} AND ${within}
  GROUP BY customer, passage
)
GROUP BY version, node ORDER BY version, node`,
    { journey: id, committed: committed_tick },
    z.object({ version: z.number(), node: z.string(), customers: z.coerce.number() }),
    { pool: 'long' },
  )
  const exits = await readExits(ctx.postgres, [id])
  return rows.filter(({ node }) => !node.startsWith('$') && !exits.has(`${id} ${node}`))
}

/** What the gate said of contacts of a journey with customers in the data scope; null for who sees all customers. */
export async function countContactsWithinScope(
  { clickhouse, actor }: Pick<Context, 'clickhouse' | 'actor'>,
  { id, committed_tick }: Journey,
): Promise<JourneyView['touches'] | null> {
  const within = withinScopeSql(actor, canonical('customer'))
  if (within === null) return null
  const rows = await clickhouse.query(
    `SELECT outcome, reason, count() AS touches FROM touch
WHERE journey = {journey:UInt32} AND tick <= {committed:UInt32} AND outcome IN ('queued', 'suppressed') AND ${within}
GROUP BY outcome, reason ORDER BY reason`,
    { journey: id, committed: committed_tick },
    z.object({ outcome: z.string(), reason: z.string(), touches: z.coerce.number() }),
    { pool: 'long' },
  )
  const of = (outcome: string) => rows.filter((row) => row.outcome === outcome)
  return {
    queued: of('queued').reduce((sum, { touches }) => sum + touches, 0),
    suppressed: Object.fromEntries(of('suppressed').map(({ reason, touches }) => [reason, touches])),
  }
}
