import type { z } from 'zod'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { changeBoard } from './change-board.ts'
import { checkBoard } from './check-board.ts'
import { checkSharing } from './share-dashboard.ts'
import { boardFor, principalOf } from './rights.ts'
import { type copyInput, type dashboardChange, type newDashboard, sharing } from './schema.ts'
import { dashboardTables } from './store.ts'

type Change = z.output<typeof dashboardChange>

const written = ({ name, description, widgets, filters }: Change) => ({
  name: JSON.stringify(name),
  description,
  widgets: JSON.stringify(widgets),
  filters: JSON.stringify(filters),
})

/**
 * @param libraryKey the ready board it is made from; a second one is not made
 * @returns its id; null when the bank has the ready board already
 * @throws AppError invalid_definition
 */
export async function createDashboard(
  ctx: Context,
  input: z.output<typeof newDashboard>,
  libraryKey: string | null = null,
): Promise<number | null> {
  await checkBoard(ctx, input)
  await checkSharing(ctx, input.sharing)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const now = ctx.clock.now()
    const row = await dashboardTables(transaction)
      .insertInto('dashboard')
      .values({
        ...written(input),
        library_key: libraryKey,
        sharing: JSON.stringify(input.sharing),
        owner: principalOf(ctx.actor),
        archived_at: null,
        created_by: ctx.actor.name,
        updated_by: ctx.actor.name,
        created_at: now,
        updated_at: now,
      })
      .onConflict((conflict) =>
        conflict.column('library_key').where('library_key', 'is not', null).doNothing(),
      )
      .returning('id')
      .executeTakeFirst()
    if (!row) return null
    await writeAudit(transaction, ctx, {
      action: 'dashboard.create',
      objectKind: 'dashboard',
      objectId: String(row.id),
      detail: { ...input, libraryKey },
    })
    return row.id
  })
}

/** @throws AppError not_found, forbidden, invalid_definition, precondition_failed */
export async function updateDashboard(
  ctx: Context,
  id: number,
  version: number,
  input: Change,
): Promise<void> {
  const { board: before } = await boardFor(ctx, id)
  await checkBoard(ctx, input, before)
  await changeBoard(ctx, { id, version, least: 'edit' }, ({ name, widgets, filters }) => ({
    set: written(input),
    action: 'dashboard.update',
    detail: { version: version + 1, before: { name, widgets, filters }, after: input },
  }))
}

/**
 * A board of one's own with the same widgets, shared with nobody.
 * @returns its id
 * @throws AppError not_found
 */
export async function copyDashboard(
  ctx: Context,
  id: number,
  { name }: z.output<typeof copyInput>,
): Promise<number> {
  const { board } = await boardFor(ctx, id)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const now = ctx.clock.now()
    const { description, widgets, filters } = board
    const row = await dashboardTables(transaction)
      .insertInto('dashboard')
      .values({
        ...written({ name, description, widgets, filters }),
        library_key: null,
        sharing: JSON.stringify(sharing.parse({})),
        owner: principalOf(ctx.actor),
        archived_at: null,
        created_by: ctx.actor.name,
        updated_by: ctx.actor.name,
        created_at: now,
        updated_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await writeAudit(transaction, ctx, {
      action: 'dashboard.copy',
      objectKind: 'dashboard',
      objectId: String(row.id),
      detail: { from: id, name },
    })
    return row.id
  })
}
