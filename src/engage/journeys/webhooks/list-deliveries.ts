import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { cutPage, decodeCursor } from '../../../platform/http/route-kit.ts'
import { findJourney } from '../counts/find-journey.ts'
import { journeyTables } from '../store.ts'
import type { DeliveryQuery, WebhookDelivery } from './schema.ts'

const cursorShape = z.tuple([z.number().int().max(2_147_483_647), z.number().int().max(65_535), z.string()])

/** What a journey tells other systems, the newest tick first, and how far it got. */
export async function listDeliveries(
  ctx: Context,
  key: string,
  query: DeliveryQuery,
): Promise<{ items: WebhookDelivery[]; next: string | null }> {
  const { id } = await findJourney(ctx, key)
  const after = query.cursor ? decodeCursor(query.cursor, cursorShape) : undefined
  const rows = await journeyTables(ctx.postgres)
    .selectFrom('journey_webhook')
    .selectAll()
    .where('journey_id', '=', id)
    .$if(query.state !== undefined, (rest) => rest.where('state', '=', query.state ?? 'done'))
    .$if(after !== undefined, (rest) =>
      rest.where((is) =>
        is(
          is.refTuple('tick', 'version', 'node'),
          '<',
          is.tuple(after?.[0] ?? 0, after?.[1] ?? 0, after?.[2] ?? ''),
        ),
      ),
    )
    .orderBy('tick', 'desc')
    .orderBy('version', 'desc')
    .orderBy('node', 'desc')
    .limit(query.limit + 1)
    .execute()
  const { items, next } = cutPage(rows, query.limit, (last) => [last.tick, last.version, last.node])
  return {
    items: items.map((row) => ({
      tick: row.tick,
      version: row.version,
      node: row.node,
      calls: Number(row.calls),
      told: Number(row.told),
      state: row.state,
      attempts: row.attempts,
      nextAt: row.state === 'pending' ? row.next_at.toISOString() : null,
      error: row.error,
      createdAt: row.created_at.toISOString(),
      updatedAt: row.updated_at.toISOString(),
    })),
    next,
  }
}
