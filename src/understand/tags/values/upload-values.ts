import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { cutPage, decodeCursor, type pageQuery } from '../../../platform/http/route-kit.ts'
import { findCustomer } from '../../rules/index.ts'
import type { TagType } from '../kinds/index.ts'
import { refreshTagsJob } from '../refresh-tags-job.ts'
import { tagTables } from '../store.ts'
import { clearValues, countValues, storeValues, withStagedValues } from './queries/stage-values.ts'
import type { clearedValues, manualValue, UploadView, uploadReport, valuesUpload } from './schema.ts'

type Tables = ReturnType<typeof tagTables>
interface ImportedTag {
  readonly id: number
  readonly key: string
  readonly type: TagType
  readonly group: string
}

/** First key of the advisory lock that lets one change of a tag's values run at a time; the second is the tag's id. */
const valuesLock = 7_700_022

/**
 * Take over values of a manual or imported tag by customer number. Values are stored first, then the row of the upload:
 * one that died in between is simply done again, and gives the same.
 * @throws AppError not_found, conflict when the tag is not an imported one or is retired
 */
export async function uploadValues(
  ctx: Context,
  key: string,
  { content, file }: z.output<typeof valuesUpload>,
): Promise<z.output<typeof uploadReport>> {
  const digest = createHash('sha256').update(content).digest('hex')
  const { repeated, row, group } = await ctx.postgres.transaction().execute(async (transaction) => {
    const db = tagTables(transaction)
    const tag = await lockImportedTag(db, key)
    const before = await db
      .selectFrom('tag_upload')
      .selectAll()
      .where('tag_id', '=', tag.id)
      .orderBy('id', 'desc')
      .executeTakeFirst()
    if (before?.digest === digest) return { repeated: true, row: before, group: tag.group }
    const { problems, ...counts } = await withStagedValues(
      ctx.clickhouse,
      tag.type,
      content,
      async (table) => {
        const found = await countValues(ctx.clickhouse, table)
        await storeValues(ctx.clickhouse, table, key, ctx.clock.now())
        return found
      },
    )
    const stored = await db
      .insertInto('tag_upload')
      .values({
        tag_id: tag.id,
        ...counts,
        file,
        digest,
        problems: JSON.stringify(problems.map(([line, reason]) => ({ line, reason }))),
        created_by: ctx.actor.name,
        created_at: ctx.clock.now(),
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await writeAudit(transaction, ctx, {
      action: 'tag.upload_values',
      objectKind: 'tag',
      objectId: String(tag.id),
      detail: { key, upload: stored.id, ...counts },
    })
    return { repeated: false, row: stored, group: tag.group }
  })
  return { ...viewOf(row), repeated, job: repeated ? null : await refreshSoon(ctx, group) }
}

/** @throws AppError not_found (also for a number that is no customer's), conflict, invalid_request for a wrong value */
export async function setValue(
  ctx: Context,
  key: string,
  { customerNumber, value }: z.output<typeof manualValue>,
): Promise<{ job: string | null }> {
  // Whoever sees only some customers sets values of those only.
  if (ctx.actor.organisations !== null && (await findCustomer(ctx, customerNumber)) === null)
    throw noCustomer()
  const group = await ctx.postgres.transaction().execute(async (transaction) => {
    const tag = await lockImportedTag(tagTables(transaction), key)
    const line = JSON.stringify({ customer: customerNumber, value: value === null ? null : String(value) })
    await withStagedValues(ctx.clickhouse, tag.type, line, async (table) => {
      const { unknown, invalid } = await countValues(ctx.clickhouse, table)
      if (invalid > 0)
        throw new AppError(
          'invalid_request',
          `The value does not fit: the tag "${key}" takes ${wanted[tag.type]}`,
          {
            details: [{ path: '/value', message: `must be ${wanted[tag.type]}` }],
          },
        )
      if (unknown > 0) throw noCustomer()
      await storeValues(ctx.clickhouse, table, key, ctx.clock.now())
    })
    await forgetDigest(tagTables(transaction), tag.id)
    await writeAudit(transaction, ctx, {
      action: value === null ? 'tag.clear_value' : 'tag.set_value',
      objectKind: 'tag',
      objectId: String(tag.id),
      detail: { key },
    })
    return tag.group
  })
  return { job: await refreshSoon(ctx, group) }
}

const noCustomer = (): AppError =>
  new AppError('not_found', 'There is no customer with this number', {
    details: [{ path: '/customerNumber', message: 'is no customer’s' }],
  })

/** Take every value of a tag away. */
export async function clearTagValues(ctx: Context, key: string): Promise<z.output<typeof clearedValues>> {
  const { customers, group } = await ctx.postgres.transaction().execute(async (transaction) => {
    const tag = await lockImportedTag(tagTables(transaction), key)
    const cleared = await clearValues(ctx.clickhouse, key, ctx.clock.now())
    await forgetDigest(tagTables(transaction), tag.id)
    await writeAudit(transaction, ctx, {
      action: 'tag.clear_values',
      objectKind: 'tag',
      objectId: String(tag.id),
      detail: { key, customers: cleared },
    })
    return { customers: cleared, group: tag.group }
  })
  return { customers, job: await refreshSoon(ctx, group) }
}

/** The uploads of a tag, the latest first. */
export async function listUploads(
  ctx: Context,
  key: string,
  { cursor, limit }: z.output<typeof pageQuery>,
): Promise<{ items: UploadView[]; next: string | null }> {
  const db = tagTables(ctx.postgres)
  const tag = await db.selectFrom('tag').select('id').where('key', '=', key).executeTakeFirst()
  if (!tag) throw new AppError('not_found', `There is no tag "${key}"`)
  let rows = db
    .selectFrom('tag_upload')
    .selectAll()
    .where('tag_id', '=', tag.id)
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (cursor !== undefined) rows = rows.where('id', '<', decodeCursor(cursor, z.number().int()))
  const found = await rows.execute()
  const { items, next } = cutPage(found, limit, ({ id }) => id)
  return { items: items.map(viewOf), next }
}

const wanted: Readonly<Record<TagType, string>> = {
  number: 'a number',
  string: 'a text of at most 1,000 characters',
  boolean: 'true or false',
  date: 'a day such as 2026-11-01',
}

export async function lockImportedTag(db: Tables, key: string): Promise<ImportedTag> {
  const tag = await db
    .selectFrom('tag')
    .innerJoin('tag_group', 'tag_group.id', 'tag.group_id')
    .select(['tag.id', 'tag.key', 'tag.type', 'tag.status', 'tag.definition', 'tag_group.key as group'])
    .where('tag.key', '=', key)
    .executeTakeFirst()
  if (!tag) throw new AppError('not_found', `There is no tag "${key}"`)
  if (tag.definition.kind !== 'imported')
    throw new AppError(
      'conflict',
      `The values of the tag "${key}" are computed: only imported tags take values`,
    )
  if (tag.status === 'retired')
    throw new AppError('conflict', `The tag "${key}" is retired: bring it back before giving it values`)
  await sql`SELECT pg_advisory_xact_lock(${sql.lit(valuesLock)}, ${sql.lit(tag.id)})`.execute(db)
  return tag
}

/** Something else happened to the values: the content of the last upload is news again. */
export async function forgetDigest(db: Tables, tag: number): Promise<void> {
  await db
    .updateTable('tag_upload')
    .set({ digest: '' })
    .where('tag_id', '=', tag)
    .where('digest', '!=', '')
    .execute()
}

export function refreshSoon(ctx: Context, group: string): Promise<string | null> {
  return ctx.jobs.enqueue(
    refreshTagsJob,
    { groups: [group] },
    { key: `${group} `, requestedBy: ctx.actor.name },
  )
}

function viewOf(row: {
  id: number
  file: string
  rows: number
  customers: number
  unknown: number
  duplicates: number
  invalid: number
  problems: UploadView['problems']
  created_by: string
  created_at: Date
}): UploadView {
  const { id, file, rows, customers, unknown, duplicates, invalid, problems } = row
  return {
    id,
    file,
    rows,
    customers,
    unknown,
    duplicates,
    invalid,
    problems,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  }
}
