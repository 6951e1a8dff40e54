import { writeAudit } from '../../govern/audit/index.ts'
import type { ContactChannel } from '../../govern/consent/index.ts'
import type { Context } from '../../platform/context.ts'
import { decryptContact, encryptContact } from '../../platform/crypto/contact-cipher.ts'
import { AppError } from '../../platform/errors.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import {
  type ChannelRoute,
  type ChannelRouteInput,
  channelRoute,
  type ChannelView,
  channelView,
} from './schema.ts'
import { channelTables } from './store.ts'

/** The route of a channel with its secrets, for sending. */
export async function readRoute(ctx: Context, channel: ContactChannel): Promise<ChannelRoute> {
  const row = await channelTables(ctx.postgres)
    .selectFrom('channel_route')
    .select(['provider', 'settings'])
    .where('channel', '=', channel)
    .executeTakeFirst()
  if (!row) throw new AppError('not_found', `The channel "${channel}" has no route`)
  const stored = channelRoute.parse(row)
  if (stored.provider !== 'webhook') return stored
  return {
    ...stored,
    settings: { ...stored.settings, secret: decryptContact(ctx.config, stored.settings.secret) },
  }
}

export async function listChannels(ctx: Context): Promise<ChannelView[]> {
  const rows = await channelTables(ctx.postgres)
    .selectFrom('channel_route')
    .selectAll()
    .orderBy('channel')
    .execute()
  return rows.map((row) =>
    viewOf(row.channel, channelRoute.parse({ provider: row.provider, settings: row.settings }), row.version),
  )
}

function viewOf(channel: string, route: ChannelRoute, version: number): ChannelView {
  const settings = route.provider === 'webhook' ? { url: route.settings.url } : route.settings
  return channelView.parse({ channel, provider: route.provider, settings, version })
}

/**
 * Let another provider carry a channel.
 * @param basedOn the version that was changed; undefined replaces whatever is there
 */
export async function saveRoute(
  ctx: Context,
  channel: ContactChannel,
  input: ChannelRouteInput,
  basedOn?: number,
): Promise<ChannelView> {
  const route = channelRoute.parse(input)
  const stored =
    route.provider === 'webhook'
      ? { ...route.settings, secret: encryptContact(ctx.config, route.settings.secret) }
      : route.settings
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = channelTables(transaction)
    const current = await db
      .selectFrom('channel_route')
      .select(['version', 'provider'])
      .where('channel', '=', channel)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (basedOn !== undefined && basedOn !== current.version)
      throw changedMeanwhile(`The channel "${channel}"`)
    const version = current.version + 1
    await db
      .updateTable('channel_route')
      .set({
        provider: route.provider,
        settings: JSON.stringify(stored),
        version,
        updated_at: ctx.clock.now(),
      })
      .where('channel', '=', channel)
      .execute()
    const view = viewOf(channel, route, version)
    await writeAudit(transaction, ctx, {
      action: 'channel.route',
      objectKind: 'channel',
      objectId: channel,
      detail: { before: current.provider, after: view.provider, settings: view.settings },
    })
    return view
  })
}
