import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { TagSource } from './kinds/index.ts'
import type { StoredTag } from './prepare-group.ts'
import { tagTables } from './store.ts'

export interface RefreshedGroup {
  readonly id: number
  readonly key: string
  readonly source: TagSource
}

/**
 * The tags of a group that a refresh computes, in order of creation.
 * @throws AppError invalid_definition when there is none
 */
export async function computedTags(ctx: Context, group: RefreshedGroup): Promise<StoredTag[]> {
  const tags = await tagTables(ctx.postgres)
    .selectFrom('tag')
    .select(['id', 'key', 'definition', 'organisation'])
    .where('group_id', '=', group.id)
    .where('status', '!=', 'retired')
    .orderBy('id')
    .execute()
  if (tags.length === 0)
    throw new AppError('invalid_definition', `The tag group "${group.key}" has no tags: add one`)
  return tags
}
