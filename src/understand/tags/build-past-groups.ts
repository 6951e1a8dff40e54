import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { buildGroup } from './build-group.ts'
import { groupTable, pastTable } from './compile-group.ts'
import { computedTags } from './computed-tags.ts'
import { orderGroups, readGroupReads } from './group-order.ts'
import { tagTables } from './store.ts'

/**
 * Compute groups, and the groups that they read, as of a past day, into tables beside the current ones, which stay as
 * they are. What was known later than that day is not used, except master data: the bank keeps no history of that.
 * @returns where each group's values of that day stand (see compile-group.ts, pastTable)
 * @throws AppError when a group or one of its tags cannot be computed for that day
 */
export async function buildPastGroups(
  ctx: Context,
  keys: readonly string[],
  asOf: string,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<(group: string) => string> {
  const options = { pool: 'long', signal } as const
  const ordered = orderGroups(keys, await readGroupReads(ctx))
  if ('circle' in ordered)
    throw new AppError('conflict', `Tag groups read each other in a circle: ${ordered.circle.join(' → ')}`)
  const groups = await tagTables(ctx.postgres)
    .selectFrom('tag_group')
    .select(['id', 'key', 'source'])
    .where('key', 'in', ordered.order)
    .execute()
  const day = { asOf, timezone: ctx.config.timezone }
  // Imported values have no past: their current ones stand in.
  const imported = new Set(groups.flatMap(({ key, source }) => (source === 'import' ? [key] : [])))
  const tableOf = (group: string): string =>
    imported.has(group) ? groupTable(group) : pastTable(group, asOf)
  for (const key of ordered.order) {
    const group = groups.find((candidate) => candidate.key === key)
    if (!group) throw new AppError('not_found', `There is no tag group "${key}"`)
    if (imported.has(key)) continue
    const tags = await computedTags(ctx, group)
    const failed = await buildGroup(ctx, group, tags, day, tableOf(key), { current: tableOf }, options)
    const [first] = failed
    if (first) throw new AppError('conflict', `The tag "${first[0]}" has no values for ${asOf}: ${first[1]}`)
  }
  return tableOf
}
