import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { webhook } from './providers/webhook.ts'
import { decryptSettings } from './route-settings.ts'
import { channelTables } from './store.ts'

export interface WebhookEndpoint {
  readonly url: string
  readonly secret: string
}

/** Where webhooks can go, by name: the enabled routes of the channel `webhook` that the webhook provider carries. */
export async function readWebhookEndpoints(
  ctx: Pick<Context, 'postgres' | 'config'>,
): Promise<Map<string, WebhookEndpoint>> {
  const rows = await channelTables(ctx.postgres)
    .selectFrom('channel_route')
    .select(['name', 'settings'])
    .where('channel', '=', 'webhook')
    .where('provider', '=', webhook.key)
    .where('enabled', '=', true)
    .orderBy('id', 'desc')
    .execute()
  return new Map(
    rows.flatMap(({ name, settings }): [string, WebhookEndpoint][] => {
      const stored = z.record(z.string(), z.unknown()).parse(settings)
      const read = webhook.settings.safeParse(decryptSettings(ctx, webhook, stored))
      return name !== '' && read.success ? [[name, read.data]] : []
    }),
  )
}
