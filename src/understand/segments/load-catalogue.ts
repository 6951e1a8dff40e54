import type { Context } from '../../platform/context.ts'
import type { RuleCatalogue } from '../rules/index.ts'
import { loadCatalogueTags } from '../tags/index.ts'
import { segmentTables } from './store.ts'

/** Everything rules may refer to right now. Archived segments can no longer be referred to. */
export async function loadRuleCatalogue(ctx: Context): Promise<RuleCatalogue> {
  const [tags, segments, lists] = await Promise.all([
    loadCatalogueTags(ctx),
    segmentTables(ctx.postgres)
      .selectFrom('segment')
      .leftJoin('segment_snapshot', 'segment_snapshot.segment_id', 'segment.id')
      .select(['segment.id', 'segment.key', 'segment.name'])
      .select((is) => is.fn.max('segment_snapshot.version').as('snapshot'))
      .where('segment.archived_at', 'is', null)
      .groupBy('segment.id')
      .execute(),
    segmentTables(ctx.postgres)
      .selectFrom('customer_list')
      .select(['id', 'key', 'name', 'version'])
      .execute(),
  ])
  return {
    tags,
    segments: new Map(segments.map(({ id, key, name, snapshot }) => [key, { id, key, name, snapshot }])),
    lists: new Map(lists.map((list) => [list.key, list])),
  }
}
