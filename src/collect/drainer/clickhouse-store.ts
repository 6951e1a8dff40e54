import { z } from 'zod'
import { defineQuery } from '../../platform/clickhouse/define-query.ts'
import type { Context } from '../../platform/context.ts'
import { resolveIdentifiers } from '../identity/index.ts'
import type { TrackingPlan } from '../tracking-plan/index.ts'
import { announceBlock } from './announce-block.ts'
import type { CanonicalReload } from './canonical-reload.ts'
import type { DrainStore } from './drain-store.ts'
import { insertRows } from './insert-rows.ts'
import { findStoredMessages } from './queries/find-stored-messages.ts'

const anyMessage = defineQuery({
  sql: 'SELECT 1 AS found FROM event_message LIMIT 1',
  parameters: z.object({}),
  row: z.object({ found: z.number() }),
})

/** The real stores, on the thread that owns the Context. */
export function clickhouseStore(
  ctx: Context,
  parts: {
    readonly plan?: TrackingPlan | undefined
    readonly canonical: CanonicalReload
    readonly onDrained?: (() => void) | undefined
  },
): DrainStore {
  return {
    findStored: (source, messages, since) => findStoredMessages(ctx.clickhouse, source, messages, since),
    horizon: async () => {
      const stored = await anyMessage(ctx.clickhouse, {})
      return stored.length > 0 ? ctx.clock.now().getTime() : Number.NEGATIVE_INFINITY
    },
    resolve: async (requests) => {
      const resolution = await resolveIdentifiers(ctx, requests)
      if (resolution.merges.length > 0) parts.canonical.request()
      return resolution
    },
    insert: (table, columns, lines, token) => insertRows(ctx.clickhouse, table, columns, lines, token),
    announce: async (block) => {
      await announceBlock(ctx, block)
      parts.onDrained?.()
    },
    learn: async (items) => parts.plan?.learn(items),
  }
}
