import type { Context } from '../../../platform/context.ts'
import type { TagType } from '../kinds/index.ts'
import { tagTables } from '../store.ts'

/** The tags whose values people and other rooms hand in, with the type of their values. */
export async function loadManualTags(ctx: Pick<Context, 'postgres'>): Promise<Map<string, TagType>> {
  const rows = await tagTables(ctx.postgres)
    .selectFrom('tag')
    .select(['key', 'type', 'definition'])
    .where('status', '!=', 'retired')
    .execute()
  return new Map(
    rows.filter(({ definition }) => definition.kind === 'imported').map(({ key, type }) => [key, type]),
  )
}
