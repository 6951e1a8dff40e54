import type { Context } from '../../platform/context.ts'
import type { CatalogueTag, TagWords } from '../rules/index.ts'
import { columnOf, groupTable } from './compile-group.ts'
import { tagTables } from './store.ts'
import { type GroupWords, readWords } from './words/read-words.ts'

/** Every tag as rules see it, by key. */
export async function loadCatalogueTags(ctx: Context): Promise<Map<string, CatalogueTag>> {
  const reading = readWords(ctx)
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
  const words = await reading
  return new Map(
    rows.map(({ key, name, unit, coverage, group, ...tag }) => [
      key,
      {
        key,
        name,
        unit,
        column: columnOf(tag),
        table: coverage === null ? null : groupTable(group),
        words: wordsOf(words.get(group), key),
      },
    ]),
  )
}

function wordsOf(group: GroupWords | undefined, key: string): TagWords | null {
  const encoding = group?.encodings[key]
  return group && encoding ? { table: group.table, encoding } : null
}
