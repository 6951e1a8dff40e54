import type { Context } from '../../../platform/context.ts'
import { columnOf, groupTable } from '../compile-group.ts'
import { tagTables } from '../store.ts'
import { publishWords, sliceGroup } from '../words/slice-group.ts'

/** Build the words of every group's table as it stands, as a refresh would have done. */
export async function sliceGroups(ctx: Context): Promise<void> {
  const db = tagTables(ctx.postgres)
  for (const group of await db.selectFrom('tag_group').select(['id', 'key']).execute()) {
    const tags = await db
      .selectFrom('tag')
      .select(['key', 'definition', 'organisation'])
      .where('group_id', '=', group.id)
      .execute()
    const columns = tags.map(({ key, ...tag }) => ({ key, ...columnOf(tag) }))
    const sliced = await sliceGroup(ctx, group, groupTable(group.key), columns, { pool: 'long' })
    if (sliced === null) throw new Error(`no words: ${group.key}`)
    await ctx.postgres.transaction().execute((transaction) => publishWords(transaction, group, sliced))
  }
}
