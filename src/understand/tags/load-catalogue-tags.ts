import type { Context } from '../../platform/context.ts'
import type { CatalogueTag } from '../rules/index.ts'
import { columnOf, groupTable } from './compile-group.ts'
import { tagTables } from './store.ts'

/** Every tag as rules see it, by key. */
export async function loadCatalogueTags(ctx: Context): Promise<Map<string, CatalogueTag>> {
  const rows = await tagTables(ctx.postgres)
    .selectFrom('tag')
    .innerJoin('tag_group', 'tag_group.id', 'tag.group_id')
    .select([
      'tag.key',
      'tag.name',
      'tag.unit',
      'tag.definition',
      'tag.organisation',
      'tag.coverage',
      'tag_group.key as group',
    ])
    .where('tag.status', '!=', 'retired')
    .execute()
  return new Map(
    rows.map(({ key, name, unit, coverage, group, ...tag }) => [
      key,
      {
        key,
        name,
        unit,
        column: columnOf(tag),
        table: coverage === null ? null : groupTable(group),
      },
    ]),
  )
}
