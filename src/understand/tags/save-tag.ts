import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import { checkReferences } from './check-references.ts'
import { columnOf } from './compile-group.ts'
import { compileTag, type TagColumn } from './kinds/index.ts'
import type { newTag, TagInput, tagChange } from './schema.ts'
import { tagTables } from './store.ts'
import { tagReaders } from './tag-readers.ts'

type Tables = ReturnType<typeof tagTables>

/**
 * Values appear with the next refresh of the group.
 * @returns the new tag's version
 * @throws AppError invalid_definition when it is wrong, conflict when the key is taken
 */
export async function createTag(ctx: Context, input: z.output<typeof newTag>): Promise<number> {
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = tagTables(transaction)
    const { group: groupKey, ...tag } = input
    const group = await checkTag(db, groupKey, tag)
    const row = await db
      .insertInto('tag')
      .values({ key: tag.key, group_id: group.id, ...columnsOf(tag), updated_at: ctx.clock.now() })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning(['id', 'version'])
      .executeTakeFirst()
    if (!row)
      throw new AppError('conflict', `There is a tag "${tag.key}" already: choose another key`, {
        details: [{ path: '/key', message: 'is taken' }],
      })
    await writeAudit(transaction, ctx, {
      action: 'tag.create',
      objectKind: 'tag',
      objectId: String(row.id),
      detail: { key: tag.key, group: groupKey, definition: tag.definition },
    })
    return row.version
  })
}

/**
 * @param version the version the change is based on
 * @returns the new version; the same one when nothing differs
 * @throws AppError not_found, invalid_definition, conflict when what reads the tag would no longer fit,
 * precondition_failed when someone else changed it meanwhile
 */
export async function updateTag(
  ctx: Context,
  key: string,
  version: number,
  input: z.output<typeof tagChange>,
): Promise<number> {
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = tagTables(transaction)
    const now = await lockTag(db, key, version)
    const { group: groupKey, ...change } = input
    const tag = { ...change, key }
    const group = await checkTag(db, groupKey, tag)
    const wanted = { ...columnsOf(tag), group_id: group.id }
    const stored = { ...wanted, name: tag.name, definition: tag.definition }
    const current = Object.fromEntries(Object.entries(now).filter(([name]) => name in stored))
    if (isDeepStrictEqual(current, stored)) return version
    const column = columnOf({ definition: tag.definition, organisation: tag.organisation ?? null })
    const reshaped = !isDeepStrictEqual(columnOf(now), column)
    await checkReaders(db, key, column, {
      retires: tag.status === 'retired' && now.status !== 'retired',
      retypes: column.type !== now.type,
    })
    await db
      .updateTable('tag')
      .set({
        ...wanted,
        version: version + 1,
        updated_at: ctx.clock.now(),
        // The computed column no longer fits what rules would expect of it: wait for the next refresh.
        ...(reshaped || now.group_id !== group.id ? { coverage: null, error: null } : {}),
      })
      .where('id', '=', now.id)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'tag.update',
      objectKind: 'tag',
      objectId: String(now.id),
      detail: {
        key,
        version: version + 1,
        definition: { before: now.definition, after: tag.definition },
        status: { before: now.status, after: tag.status },
      },
    })
    return version + 1
  })
}

/**
 * Take a tag out of use. Its definition and history stay; its column goes with the next refresh of its group.
 * @throws AppError not_found, precondition_failed, conflict when tags or segments read it
 */
export async function retireTag(ctx: Context, key: string, version: number): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const db = tagTables(transaction)
    const now = await lockTag(db, key, version)
    if (now.status === 'retired') return
    await checkReaders(db, key, columnOf(now), { retires: true, retypes: false })
    await db
      .updateTable('tag')
      .set({ status: 'retired', version: version + 1, updated_at: ctx.clock.now() })
      .where('id', '=', now.id)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'tag.retire',
      objectKind: 'tag',
      objectId: String(now.id),
      detail: { key },
    })
  })
}

async function lockTag(db: Tables, key: string, version: number) {
  const now = await db.selectFrom('tag').selectAll().where('key', '=', key).forUpdate().executeTakeFirst()
  if (!now) throw new AppError('not_found', `There is no tag "${key}"`)
  if (now.version !== version) throw changedMeanwhile(`The tag "${key}"`)
  return now
}

/**
 * The tag against its group and the rest of the catalogue.
 * @throws AppError invalid_definition with paths into the tag
 */
export async function checkTag(db: Tables, groupKey: string, tag: TagInput): Promise<{ id: number }> {
  const group = await db.selectFrom('tag_group').selectAll().where('key', '=', groupKey).executeTakeFirst()
  if (!group) throw wrong('/group', `there is no tag group "${groupKey}": create it first, or choose another`)
  const { source, reads } = compileTag(tag.definition)
  if (source !== group.source)
    throw wrong(
      '/group',
      `the definition reads ${source}, but the group "${groupKey}" reads ${group.source}: choose a group of that source`,
    )
  const { key, name, schedule } = group
  try {
    await checkReferences(db, { groups: [{ key, name, source, schedule, tags: [tag] }] })
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid_definition') throw error
    const [first, ...more] = error.details
    const message = first?.message ?? error.message
    throw new AppError('invalid_definition', `The tag is wrong: ${message}`, {
      details: [first, ...more].flatMap((detail) =>
        detail
          ? [{ ...detail, path: detail.path.replace(/^\/groups(\/0\/tags\/0)?/, '') || '/definition' }]
          : [],
      ),
    })
  }
  if (tag.status !== 'retired' && reads.length > 0) {
    const retired = await db
      .selectFrom('tag')
      .select('key')
      .where('key', 'in', reads)
      .where('status', '=', 'retired')
      .executeTakeFirst()
    if (retired)
      throw wrong('/definition', `reads "${retired.key}", which is retired: bring that one back first`)
  }
  return { id: group.id }
}

/** @throws AppError conflict naming who would be left without what they read */
async function checkReaders(
  db: Tables,
  key: string,
  column: TagColumn,
  { retires, retypes }: { readonly retires: boolean; readonly retypes: boolean },
): Promise<void> {
  if (!retires && !retypes) return
  const { tags, segments } = await tagReaders(db, key)
  const names = [
    ...tags.map((tag) => `the tag "${tag}"`),
    ...segments.map((one) => `the segment "${one.key}"`),
  ]
  if (names.length === 0) return
  const listed = names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '')
  if (retires) throw new AppError('conflict', `The tag "${key}" is in use by ${listed}: change them first`)
  const readers = await db
    .selectFrom('tag')
    .selectAll()
    .where('key', 'in', [...tags, key])
    .execute()
  const unfit = segments.length > 0 || (await misfits(db, readers, key, column))
  if (unfit)
    throw new AppError(
      'conflict',
      `The values of "${key}" would be of another type, and ${listed} read them: make a new tag instead`,
      { details: [{ path: '/definition', message: 'changes the type of values that others read' }] },
    )
}

async function misfits(
  db: Tables,
  readers: readonly { readonly key: string; readonly definition: TagInput['definition'] }[],
  key: string,
  column: TagColumn,
): Promise<boolean> {
  const rows = await db.selectFrom('tag').select(['key', 'definition', 'organisation']).execute()
  const columns = new Map(rows.map((row) => [row.key, row.key === key ? column : columnOf(row)]))
  return readers.some(
    (reader) => reader.key !== key && compileTag(reader.definition).problem(columns) !== null,
  )
}

function columnsOf(tag: TagInput) {
  const { column, reads } = compileTag(tag.definition)
  return {
    name: JSON.stringify(tag.name),
    description: tag.description,
    type: column.type,
    unit: tag.unit,
    definition: JSON.stringify(tag.definition),
    class: tag.class,
    subclass: tag.subclass,
    owner: tag.owner,
    fresh_hours: tag.freshHours ?? null,
    organisation: tag.organisation ?? null,
    status: tag.status,
    reads: [...reads],
  }
}

function wrong(path: string, message: string): AppError {
  return new AppError('invalid_definition', `The tag is wrong: ${message}`, { details: [{ path, message }] })
}
