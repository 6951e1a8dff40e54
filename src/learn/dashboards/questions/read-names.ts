import type { Names } from '#pictures'
import type { Context } from '../../../platform/context.ts'
import { loadRuleCatalogue } from '../../../understand/segments/index.ts'
import { dashboardTables } from '../store.ts'

/** How what answers name by its key is called. */
export async function readNames(ctx: Context): Promise<Names> {
  const [events, { segments, tags }] = await Promise.all([
    dashboardTables(ctx.postgres).selectFrom('event_definition').select(['name', 'title']).execute(),
    loadRuleCatalogue(ctx),
  ])
  const titles = new Map(events.map(({ name, title }) => [name, title]))
  return {
    event: (name) => titles.get(name),
    segment: (key) => segments.get(key)?.name,
    tag: (key) => {
      const tag = tags.get(key)
      return tag && { name: tag.name, type: tag.column.type }
    },
  }
}
