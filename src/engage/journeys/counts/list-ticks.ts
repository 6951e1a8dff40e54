import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { cutPage, decodeCursor } from '../../../platform/http/route-kit.ts'
import { journeyTables } from '../store.ts'
import { findJourney } from './find-journey.ts'
import { type TickView, tickView } from './schema.ts'

const touches = z.object({
  queued: z.number().default(0),
  held: z.number().default(0),
  suppressed: z.record(z.string(), z.number()).default({}),
})

/** The ticks of a journey, the newest first, with what was sent because of each. @throws AppError not_found */
export async function listTicks(
  ctx: Context,
  key: string,
  query: { cursor?: string | undefined; limit: number },
): Promise<{ items: TickView[]; next: string | null }> {
  const journey = await findJourney(ctx, key)
  const db = journeyTables(ctx.postgres)
  let select = db
    .selectFrom('journey_tick')
    .selectAll()
    .where('journey_id', '=', journey.id)
    .orderBy('tick', 'desc')
    .limit(query.limit + 1)
  if (query.cursor) select = select.where('tick', '<', decodeCursor(query.cursor, z.number().int()))
  const rows = await select.execute()
  const { items: page, next } = cutPage(rows, query.limit, ({ tick }) => tick)
  const ticks = page.map(({ tick }) => tick)
  const dispatches =
    ticks.length === 0
      ? []
      : await db
          .selectFrom('dispatch')
          .select(['tick', 'channel', 'state', 'queued', 'sent', 'error'])
          .where('journey_id', '=', journey.id)
          .where('tick', 'in', ticks)
          .orderBy('channel')
          .execute()
  return {
    items: page.map((row) => {
      const moves = tickView.shape.moves.parse(row.moves)
      return {
        tick: row.tick,
        at: row.at.toISOString(),
        committedAt: row.committed_at.toISOString(),
        moves,
        moved: moves.reduce((sum, { customers }) => sum + customers, 0),
        ...touches.parse(row.touches),
        dispatches: dispatches
          .filter(({ tick }) => tick === row.tick)
          .map(({ channel, state, queued, sent, error }) => ({ channel, state, queued, sent, error })),
      }
    }),
    next,
  }
}
