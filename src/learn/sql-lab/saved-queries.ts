import type { Selectable } from 'kysely'
import { z } from 'zod'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { changedMeanwhile, cutPage, decodeCursor } from '../../platform/http/route-kit.ts'
import { containing } from '../../platform/postgres/containing.ts'
import type { savedQueryInput, savedQueryPage, savedQueryQuery, savedQueryView } from './schema.ts'
import { labStore } from './store.ts'

type Saved = z.output<typeof savedQueryView>
type Input = z.output<typeof savedQueryInput>

const ownerOf = ({ actor }: Context): string => `${actor.kind}:${actor.id}`

const cursorShape = z.tuple([z.iso.datetime(), z.number().int()])

/** The caller's own statements and those that others share, the last changed first. */
export async function listSavedQueries(
  ctx: Context,
  { cursor, limit, search }: z.output<typeof savedQueryQuery>,
): Promise<z.output<typeof savedQueryPage>> {
  let select = visible(ctx)
    .orderBy('updated_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (cursor !== undefined) {
    const [at, id] = decodeCursor(cursor, cursorShape)
    const before = new Date(at)
    select = select.where((e) =>
      e.or([e('updated_at', '<', before), e.and([e('updated_at', '=', before), e('id', '<', id)])]),
    )
  }
  if (search !== undefined && search !== '') {
    const like = containing(search)
    select = select.where((e) => e.or([e('name', 'ilike', like), e('sql', 'ilike', like)]))
  }
  const found = await select.execute()
  const { items, next } = cutPage(found, limit, (last) => [last.updated_at.toISOString(), last.id])
  return {
    items: items.map((row) => viewOf(ctx, row)),
    next,
  }
}

/** @throws AppError not_found also for what others keep to themselves */
export async function readSavedQuery(ctx: Context, id: number): Promise<Saved> {
  const row = await visible(ctx).where('id', '=', id).executeTakeFirst()
  if (!row) throw missing(id)
  return viewOf(ctx, row)
}

export async function createSavedQuery(ctx: Context, input: Input): Promise<Saved> {
  const now = ctx.clock.now()
  return ctx.postgres.transaction().execute(async (transaction) => {
    const row = await labStore(transaction)
      .insertInto('saved_query')
      .values({
        ...input,
        owner: ownerOf(ctx),
        owner_name: ctx.actor.name,
        created_at: now,
        updated_at: now,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await writeAudit(transaction, ctx, {
      action: 'saved_query.create',
      objectKind: 'saved_query',
      objectId: String(row.id),
      detail: { name: row.name, shared: row.shared },
    })
    return viewOf(ctx, row)
  })
}

/** @throws AppError not_found, forbidden when it is somebody else's, precondition_failed */
export async function updateSavedQuery(
  ctx: Context,
  id: number,
  version: number,
  input: Input,
): Promise<Saved> {
  await assertMine(ctx, id)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const row = await labStore(transaction)
      .updateTable('saved_query')
      .set((e) => ({ ...input, updated_at: ctx.clock.now(), version: e('version', '+', 1) }))
      .where('id', '=', id)
      .where('version', '=', version)
      .returningAll()
      .executeTakeFirst()
    if (!row) throw changedMeanwhile('This statement')
    await writeAudit(transaction, ctx, {
      action: 'saved_query.update',
      objectKind: 'saved_query',
      objectId: String(id),
      detail: { name: row.name, shared: row.shared },
    })
    return viewOf(ctx, row)
  })
}

/** @throws AppError not_found, forbidden when it is somebody else's, precondition_failed */
export async function deleteSavedQuery(ctx: Context, id: number, version: number): Promise<void> {
  await assertMine(ctx, id)
  await ctx.postgres.transaction().execute(async (transaction) => {
    const row = await labStore(transaction)
      .deleteFrom('saved_query')
      .where('id', '=', id)
      .where('version', '=', version)
      .returning('name')
      .executeTakeFirst()
    if (!row) throw changedMeanwhile('This statement')
    await writeAudit(transaction, ctx, {
      action: 'saved_query.delete',
      objectKind: 'saved_query',
      objectId: String(id),
      detail: { name: row.name },
    })
  })
}

function visible(ctx: Context) {
  return labStore(ctx.postgres)
    .selectFrom('saved_query')
    .selectAll()
    .where((e) => e.or([e('shared', '=', true), e('owner', '=', ownerOf(ctx))]))
}

async function assertMine(ctx: Context, id: number): Promise<void> {
  const saved = await readSavedQuery(ctx, id)
  if (!saved.mine)
    throw new AppError(
      'forbidden',
      `“${saved.name}” is ${saved.owner}'s: save a copy under a name of your own`,
    )
}

function missing(id: number): AppError {
  return new AppError('not_found', `There is no saved statement ${id}`)
}

function viewOf(
  ctx: Context,
  row: Selectable<{
    id: number
    name: string
    description: string
    sql: string
    shared: boolean
    owner: string
    owner_name: string
    version: number
    updated_at: Date
  }>,
): Saved {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    sql: row.sql,
    shared: row.shared,
    owner: row.owner_name,
    mine: row.owner === ownerOf(ctx),
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
  }
}
