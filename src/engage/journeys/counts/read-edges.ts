import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import { countMoves } from './queries/count-moves.ts'

export interface Edge {
  readonly from: string
  readonly to: string
  readonly customers: number
}

/**
 * What went along every edge of a journey, in the order in which the edges were first used: by the commit log, or counted
 * anew where the asking person sees only some customers.
 * @param version only what happened in this version
 */
export async function readEdges(
  ctx: Context,
  journey: { readonly id: number; readonly committed: number },
  version?: number,
): Promise<Edge[]> {
  const moves = await countMoves(ctx, [journey], version)
  if (moves !== null) return moves.map(({ from, to, customers }) => ({ from, to, customers }))
  const { rows } = await sql<Edge>`
    SELECT move."from", move."to", sum(move.customers)::bigint AS customers
    FROM journey_tick, jsonb_to_recordset(moves) AS move(version integer, "from" text, "to" text, customers bigint)
    WHERE journey_id = ${journey.id} AND (${version ?? null}::integer IS NULL OR move.version = ${version ?? null}::integer)
    GROUP BY 1, 2
    ORDER BY min(tick), 1, 2`.execute(ctx.postgres)
  return rows
}
