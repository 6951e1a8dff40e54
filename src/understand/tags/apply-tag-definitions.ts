import { isDeepStrictEqual } from 'node:util'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { parseDefinitions } from '../rules/index.ts'
import { checkReferences } from './check-references.ts'
import { columnOf } from './compile-group.ts'
import { compileTag } from './kinds/index.ts'
import { type TagFile, tagFile } from './schema.ts'
import { tagTables } from './store.ts'

type GroupInput = TagFile['groups'][number]
type TagInput = GroupInput['tags'][number]
type Tables = ReturnType<typeof tagTables>
type Change = 'created' | 'changed' | 'unchanged'

export interface AppliedTags {
  readonly groups: number
  readonly tags: number
  /** Groups and tags that were not there before. */
  readonly created: readonly string[]
  readonly changed: readonly string[]
}

/**
 * Make the groups and tags of a `tags.yaml` (see schema.ts) exist as written. Applying the same file again changes
 * nothing; what the file does not mention stays. Values appear with the next refresh.
 * @throws AppError invalid_definition listing every wrong place
 */
export async function applyTagDefinitions(ctx: Context, yaml: unknown): Promise<AppliedTags> {
  const file = parseDefinitions(tagFile, yaml, 'The tag definitions')
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = tagTables(transaction)
    await checkReferences(db, file)
    const changes: [string, Change][] = []
    for (const group of file.groups) {
      const { id, change } = await applyGroup(ctx, db, group)
      changes.push([group.key, change])
      for (const tag of group.tags) changes.push([tag.key, await applyTag(ctx, db, id, tag)])
    }
    const those = (wanted: Change): string[] =>
      changes.flatMap(([key, change]) => (change === wanted ? [key] : []))
    const [created, changed] = [those('created'), those('changed')]
    if (created.length + changed.length > 0) {
      await writeAudit(transaction, ctx, {
        action: 'tag.apply',
        objectKind: 'tag_file',
        objectId: file.groups
          .map((group) => group.key)
          .join(' ')
          .slice(0, 200),
        detail: { created, changed },
      })
    }
    return { groups: file.groups.length, tags: changes.length - file.groups.length, created, changed }
  })
}

async function applyGroup(
  ctx: Context,
  db: Tables,
  group: GroupInput,
): Promise<{ id: number; change: Change }> {
  const wanted = { name: group.name, source: group.source, schedule: group.schedule }
  const row = { ...wanted, name: JSON.stringify(group.name), updated_at: ctx.clock.now() }
  const now = await db
    .selectFrom('tag_group')
    .selectAll()
    .where('key', '=', group.key)
    .forUpdate()
    .executeTakeFirst()
  if (!now) {
    const { id } = await db
      .insertInto('tag_group')
      .values({ ...row, key: group.key })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { id, change: 'created' }
  }
  if (isDeepStrictEqual({ name: now.name, source: now.source, schedule: now.schedule }, wanted))
    return { id: now.id, change: 'unchanged' }
  await db
    .updateTable('tag_group')
    .set({ ...row, version: now.version + 1 })
    .where('id', '=', now.id)
    .execute()
  return { id: now.id, change: 'changed' }
}

async function applyTag(ctx: Context, db: Tables, group: number, tag: TagInput): Promise<Change> {
  const { column, reads } = compileTag(tag.definition)
  const { freshHours, organisation, ...same } = tag
  const wanted = {
    ...same,
    fresh_hours: freshHours ?? null,
    organisation: organisation ?? null,
    reads: [...reads],
    group_id: group,
    type: column.type,
  }
  const row = {
    ...wanted,
    name: JSON.stringify(tag.name),
    definition: JSON.stringify(tag.definition),
    updated_at: ctx.clock.now(),
  }
  const now = await db.selectFrom('tag').selectAll().where('key', '=', tag.key).forUpdate().executeTakeFirst()
  if (!now) {
    await db.insertInto('tag').values(row).execute()
    return 'created'
  }
  const current = Object.fromEntries(Object.entries(now).filter(([name]) => name in wanted))
  if (isDeepStrictEqual(current, wanted)) return 'unchanged'
  // The computed column no longer fits what rules would expect of it: wait for the next refresh.
  const outdated = now.group_id !== group || !isDeepStrictEqual(columnOf(now), columnOf(tag))
  await db
    .updateTable('tag')
    .set({ ...row, version: now.version + 1, ...(outdated ? { coverage: null } : {}) })
    .where('id', '=', now.id)
    .execute()
  return 'changed'
}
