import { randomBytes } from 'node:crypto'
import { writeAudit } from '../../govern/audit/index.ts'
import type { ContactChannel } from '../../govern/consent/index.ts'
import type { Context, Postgres } from '../../platform/context.ts'
import { encryptContact } from '../../platform/crypto/contact-cipher.ts'
import { AppError } from '../../platform/errors.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import type { Provider } from './provider.ts'
import { findProvider } from './providers/index.ts'
import { hashHookSecret } from './read-routes.ts'
import { decryptSettings, encryptSettings, parseSettings, visibleSettings } from './route-settings.ts'
import { type RouteInput, routeInput } from './schema.ts'
import { channelTables } from './store.ts'

function providerFor(key: string, channel: ContactChannel): Provider {
  const provider = findProvider(key)
  if (!provider) {
    throw new AppError(
      'invalid_definition',
      `There is no provider "${key}": see GET /api/channel-providers`,
      {
        details: [{ path: '/provider', message: 'is not known' }],
      },
    )
  }
  if (!provider.channels.includes(channel)) {
    throw new AppError(
      'invalid_definition',
      `The provider "${key}" cannot carry the channel "${channel}": it carries ${provider.channels.join(', ')}`,
      { details: [{ path: '/provider', message: `does not carry ${channel}` }] },
    )
  }
  return provider
}

/** The columns of a route as given; `before`: the stored settings whose secrets stay when none are given. */
function columnsOf(
  ctx: Context,
  channel: ContactChannel,
  input: RouteInput,
  before: { provider: string; settings: unknown } | undefined,
) {
  const route = routeInput.parse(input)
  const provider = providerFor(route.provider, channel)
  const stored =
    before?.provider === route.provider && typeof before.settings === 'object' && before.settings !== null
      ? decryptSettings(ctx, provider, { ...before.settings })
      : {}
  const settings = parseSettings(provider, route.settings, stored)
  return {
    detail: { ...route, settings: visibleSettings(provider, settings) },
    columns: {
      channel,
      provider: route.provider,
      name: route.name,
      settings: JSON.stringify(encryptSettings(ctx, provider, settings)),
      weight: route.weight,
      enabled: route.enabled,
      rate: route.rate,
      breaker: JSON.stringify(route.breaker),
      updated_at: ctx.clock.now(),
    },
  }
}

function newHook(ctx: Context): { hook_secret: string; hook_hash: Buffer } {
  const text = randomBytes(24).toString('base64url')
  return { hook_secret: encryptContact(ctx.config, text), hook_hash: hashHookSecret(text) }
}

/** Give a channel one more route. Answers its id. */
export async function addRoute(ctx: Context, channel: ContactChannel, input: RouteInput): Promise<number> {
  const { columns, detail } = columnsOf(ctx, channel, input, undefined)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const { id } = await channelTables(transaction)
      .insertInto('channel_route')
      .values({ ...columns, ...newHook(ctx) })
      .returning('id')
      .executeTakeFirstOrThrow()
    await auditRoute(transaction, ctx, 'channel.route.add', id, { channel, ...detail })
    return id
  })
}

/** Change a route. @param basedOn the version that was changed */
export async function changeRoute(
  ctx: Context,
  channel: ContactChannel,
  id: number,
  input: RouteInput,
  basedOn: number,
): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const current = await lockRoute(transaction, channel, id)
    if (basedOn !== current.version) throw changedMeanwhile(`Route ${id}`)
    const { columns, detail } = columnsOf(ctx, channel, input, current)
    await channelTables(transaction)
      .updateTable('channel_route')
      .set({
        ...columns,
        ...(current.hook_hash === null || current.provider !== columns.provider ? newHook(ctx) : {}),
        version: current.version + 1,
      })
      .where('id', '=', id)
      .execute()
    await auditRoute(transaction, ctx, 'channel.route', id, { channel, before: current.provider, ...detail })
  })
}

/** Take a route away. Receipts that still come for it find nobody. */
export async function removeRoute(ctx: Context, channel: ContactChannel, id: number): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const { provider } = await lockRoute(transaction, channel, id)
    await channelTables(transaction).deleteFrom('channel_route').where('id', '=', id).execute()
    await auditRoute(transaction, ctx, 'channel.route.remove', id, { channel, provider })
  })
}

/** Let one provider alone carry a channel, whatever carried it before. For setting up an installation. */
export async function saveRoute(ctx: Context, channel: ContactChannel, input: RouteInput): Promise<void> {
  const { columns, detail } = columnsOf(ctx, channel, input, undefined)
  await ctx.postgres.transaction().execute(async (transaction) => {
    const db = channelTables(transaction)
    await db.deleteFrom('channel_route').where('channel', '=', channel).execute()
    const { id } = await db
      .insertInto('channel_route')
      .values({ ...columns, ...newHook(ctx) })
      .returning('id')
      .executeTakeFirstOrThrow()
    await auditRoute(transaction, ctx, 'channel.route', id, { channel, ...detail })
  })
}

async function lockRoute(transaction: Postgres, channel: ContactChannel, id: number) {
  const row = await channelTables(transaction)
    .selectFrom('channel_route')
    .selectAll()
    .where('id', '=', id)
    .where('channel', '=', channel)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new AppError('not_found', `The channel "${channel}" has no route ${id}`)
  return row
}

const auditRoute = (
  transaction: Parameters<typeof writeAudit>[0],
  ctx: Context,
  action: string,
  id: number,
  detail: Record<string, unknown>,
): Promise<void> =>
  writeAudit(transaction, ctx, { action, objectKind: 'channel_route', objectId: String(id), detail })
