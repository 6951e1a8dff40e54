import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { cutPage, decodeCursor } from '../../platform/http/route-kit.ts'
import type { runPage, runQuery } from './schema.ts'
import { limits } from './limits.ts'
import { labStore } from './store.ts'

/** After so long a statement no longer runs: its server stopped before it could write down how it ended. */
const longestRun = 3 * limits.seconds * 1000

/** The caller's own statements, newest first. */
export async function listRuns(
  ctx: Context,
  { cursor, limit }: z.output<typeof runQuery>,
): Promise<z.output<typeof runPage>> {
  let select = labStore(ctx.postgres)
    .selectFrom('sql_run')
    .selectAll()
    .where('actor_kind', '=', ctx.actor.kind)
    .where('actor_id', '=', ctx.actor.id)
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (cursor !== undefined) select = select.where('id', '<', decodeCursor(cursor, z.number().int()))
  const found = await select.execute()
  const { items, next } = cutPage(found, limit, ({ id }) => id)
  return {
    items: items.map((row) => ({
      id: row.id,
      sql: row.sql,
      ...outcomeOf(ctx, row),
      rows: row.rows,
      rowsRead: ctx.actor.organisations === null ? row.rows_read : null,
      milliseconds: row.milliseconds,
      startedAt: row.started_at.toISOString(),
    })),
    next,
  }
}

type Outcome = Pick<z.output<typeof runPage>['items'][number], 'state' | 'error'>

function outcomeOf(
  { clock }: Context,
  { state, error, started_at }: Outcome & { started_at: Date },
): Outcome {
  return state === 'running' && clock.now().getTime() - started_at.getTime() > longestRun
    ? { state: 'failed', error: 'The server stopped before the statement ended' }
    : { state, error }
}
