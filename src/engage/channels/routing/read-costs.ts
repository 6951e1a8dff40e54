import type { Context } from '../../../platform/context.ts'
import { channelTables } from '../store.ts'

/** What a message costs by channel, in millionths of a yuan. */
export async function readChannelCosts(ctx: Pick<Context, 'postgres'>): Promise<Map<string, number>> {
  const rows = await channelTables(ctx.postgres)
    .selectFrom('channel_setting')
    .select(['channel', 'cost_micros'])
    .execute()
  return new Map(rows.map(({ channel, cost_micros }) => [channel, Number(cost_micros)]))
}
