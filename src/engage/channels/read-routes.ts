import { createHash } from 'node:crypto'
import { z } from 'zod'
import { contactChannel, type ContactChannel } from '../../govern/consent/index.ts'
import type { Context } from '../../platform/context.ts'
import { decryptContact } from '../../platform/crypto/contact-cipher.ts'
import { AppError } from '../../platform/errors.ts'
import type { Provider, Route } from './provider.ts'
import { findProvider } from './providers/index.ts'
import { decryptSettings } from './route-settings.ts'
import { channelTables } from './store.ts'

/** A route ready to be opened, with its limits. */
export interface ReadyRoute extends Route<Readonly<Record<string, unknown>>> {
  readonly kind: Provider
  readonly weight: number
  readonly rate: number | null
  readonly breaker: { readonly failures: number; readonly seconds: number }
  readonly version: number
}

const settingsShape = z.record(z.string(), z.unknown())
const breakerShape = z.object({ failures: z.number(), seconds: z.number() })
type Row = Awaited<ReturnType<typeof rowsOf>>[number]

const rowsOf = (ctx: Pick<Context, 'postgres'>) =>
  channelTables(ctx.postgres)
    .selectFrom('channel_route')
    .selectAll()
    .where('enabled', '=', true)
    .orderBy('channel')
    .orderBy('id')
    .execute()

export const hashHookSecret = (text: string): Buffer => createHash('sha256').update(text).digest()

/** `/hooks/<provider>/<secret>`, '' for a route that has no secret yet. */
export function hookPathOf(
  ctx: Pick<Context, 'config'>,
  row: { provider: string; hook_secret: string | null },
): string {
  return row.hook_secret === null
    ? ''
    : `/hooks/${row.provider}/${decryptContact(ctx.config, row.hook_secret)}`
}

function ready(ctx: Pick<Context, 'config'>, row: Row): ReadyRoute {
  const kind = findProvider(row.provider)
  if (!kind) {
    throw new AppError(
      'not_found',
      `Route ${row.id} names the provider "${row.provider}", which does not exist`,
    )
  }
  const stored = settingsShape.parse(row.settings)
  return {
    id: row.id,
    channel: contactChannel.parse(row.channel),
    name: row.name,
    provider: row.provider,
    kind,
    settings: kind.settings.parse(decryptSettings(ctx, kind, stored)),
    hookPath: hookPathOf(ctx, row),
    weight: row.weight,
    rate: row.rate,
    breaker: breakerShape.parse(row.breaker),
    version: row.version,
  }
}

/** The enabled routes, with their secrets, for sending; of one channel or of all. */
export async function readRoutes(ctx: Context, channel?: ContactChannel): Promise<ReadyRoute[]> {
  const rows = await rowsOf(ctx)
  return rows.filter((row) => channel === undefined || row.channel === channel).map((row) => ready(ctx, row))
}

/** One route of a channel, switched on or not. */
export async function readRoute(ctx: Context, channel: ContactChannel, id: number): Promise<ReadyRoute> {
  const row = await channelTables(ctx.postgres)
    .selectFrom('channel_route')
    .selectAll()
    .where('id', '=', id)
    .where('channel', '=', channel)
    .executeTakeFirst()
  if (!row) throw new AppError('not_found', `The channel "${channel}" has no route ${id}`)
  return ready(ctx, row)
}

/** The enabled route that a callback is for; undefined when the secret is nobody's. */
export async function findHookRoute(
  ctx: Context,
  provider: string,
  secret: string,
): Promise<ReadyRoute | undefined> {
  const row = await channelTables(ctx.postgres)
    .selectFrom('channel_route')
    .selectAll()
    .where('hook_hash', '=', hashHookSecret(secret))
    .where('provider', '=', provider)
    .where('enabled', '=', true)
    .executeTakeFirst()
  return row && ready(ctx, row)
}
