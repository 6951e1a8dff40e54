import { writeAudit } from '../../govern/audit/index.ts'
import type { ContactChannel } from '../../govern/consent/index.ts'
import type { Context } from '../../platform/context.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import type { ChannelSettings } from './schema.ts'
import { channelTables } from './store.ts'

/** Say what a channel may carry in an hour, how many messages may wait for it, and what a message costs. @param basedOn the version that was changed */
export async function saveChannelSettings(
  ctx: Context,
  channel: ContactChannel,
  settings: ChannelSettings,
  basedOn: number,
): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const db = channelTables(transaction)
    const current = await db
      .selectFrom('channel_setting')
      .select('version')
      .where('channel', '=', channel)
      .forUpdate()
      .executeTakeFirst()
    if ((current?.version ?? 0) !== basedOn) throw changedMeanwhile(`The channel "${channel}"`)
    const values = {
      hourly_limit: settings.hourlyLimit,
      outbox_limit: settings.outboxLimit,
      cost_micros: settings.costMicros,
      version: basedOn + 1,
      updated_at: ctx.clock.now(),
    }
    await db
      .insertInto('channel_setting')
      .values({ channel, ...values })
      .onConflict((conflict) => conflict.column('channel').doUpdateSet(values))
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'channel.limits',
      objectKind: 'channel',
      objectId: channel,
      detail: { ...settings },
    })
  })
}
