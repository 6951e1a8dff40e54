import type { Context } from '../../platform/context.ts'
import { cutPage, decodeCursor } from '../../platform/http/route-kit.ts'
import { containing } from '../../platform/postgres/containing.ts'
import { z } from 'zod'
import type { TemplateQuery, TemplateSummary } from './schema.ts'
import { selectTemplates, summaryOf } from './template-state.ts'

/** Templates by text, channel and state. */
export async function searchTemplates(
  ctx: Pick<Context, 'postgres'>,
  query: TemplateQuery,
): Promise<{ items: TemplateSummary[]; next: string | null }> {
  const column =
    query.sort === 'channel'
      ? 'template.channel'
      : query.sort === 'key'
        ? 'template.key'
        : 'template.updated_at'
  const falling = query.sort === '-updatedAt'
  let rows = selectTemplates(ctx.postgres)
    .orderBy(column, falling ? 'desc' : 'asc')
    .orderBy('template.key', falling ? 'desc' : 'asc')
    .limit(query.limit + 1)
  if (query.channel) rows = rows.where('template.channel', '=', query.channel)
  if (query.status) rows = rows.where('template.status', '=', query.status)
  if (query.category) rows = rows.where('template.category', '=', query.category)
  if (query.search !== undefined && query.search !== '') {
    const pattern = containing(query.search)
    rows = rows.where((is) =>
      is.or([
        is('template.key', 'ilike', pattern),
        is('template.description', 'ilike', pattern),
        is(is.cast<string>('template.name', 'text'), 'ilike', pattern),
      ]),
    )
  }
  if (query.cursor !== undefined) {
    const [value, key] = decodeCursor(query.cursor, z.tuple([z.string(), z.string()]))
    const at = column === 'template.updated_at' ? new Date(value) : value
    rows = rows.where((is) => is(is.refTuple(column, 'template.key'), falling ? '<' : '>', is.tuple(at, key)))
  }
  const found = await rows.execute()
  const { items, next } = cutPage(found, query.limit, ({ channel, key, updated_at }) => [
    query.sort === 'channel' ? channel : query.sort === 'key' ? key : updated_at.toISOString(),
    key,
  ])
  return { items: items.map(summaryOf), next }
}
