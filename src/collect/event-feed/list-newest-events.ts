import type { Context } from '../../platform/context.ts'
import { newestEvents } from './queries/newest-events.ts'
import type { FeedEvent, FeedQuery } from './schema.ts'

const minute = 60_000
/** How far back to look, step by step, until there is enough to show. */
const windows = [minute / 4, 5 * minute, 60 * minute, 24 * 60 * minute, 30 * 24 * 60 * minute]

/** The newest collected events of customers in the data scope, newest first; visitors are in none. */
export async function listNewestEvents(ctx: Context, input: FeedQuery): Promise<FeedEvent[]> {
  const now = ctx.clock.now().getTime()
  let events: FeedEvent[] = []
  for (const back of windows) {
    const rows = await newestEvents(ctx, {
      since: new Date(now - back),
      source: input.source ?? 0,
      name: input.name ?? '',
      limit: input.limit,
    })
    events = rows.map(({ received_at, happened_at, who, ...row }) => ({
      ...row,
      received: received_at,
      at: happened_at,
      customer: who,
    }))
    if (events.length >= input.limit) break
  }
  return events
}
