import { z } from 'zod'
import { type ContactChannel, contactChannel } from '../../govern/consent/index.ts'
import type { Context } from '../../platform/context.ts'
import { contentKind } from './content/index.ts'
import { templateTables } from './store.ts'

/** A published template as journeys and senders choose it. */
export interface PublishedTemplate {
  readonly key: string
  readonly channel: ContactChannel
  readonly version: number
  readonly category: string
}

/** Every template that journeys may use: published and not retired. There are hundreds at most. */
export async function listTemplates(ctx: Pick<Context, 'postgres'>): Promise<PublishedTemplate[]> {
  const rows = await templateTables(ctx.postgres)
    .selectFrom('template')
    .select(['key', 'channel', 'published_version', 'category'])
    .where('status', '=', 'published')
    .orderBy('key')
    .execute()
  return rows.flatMap(({ key, channel, published_version: version, category }) =>
    version === null ? [] : [{ key, channel: contactChannel.parse(channel), version, category }],
  )
}

const anyContent = z.partialRecord(z.enum(['zh-CN', 'en']), z.unknown())

/** Which languages a stored content has, each in its channel's shape. */
export function contentOf(channel: ContactChannel, stored: unknown): { 'zh-CN'?: unknown; en?: unknown } {
  const content = anyContent.parse(stored)
  const { schema } = contentKind(channel)
  return {
    ...(content['zh-CN'] === undefined ? {} : { 'zh-CN': schema.parse(content['zh-CN']) }),
    ...(content.en === undefined ? {} : { en: schema.parse(content.en) }),
  }
}
