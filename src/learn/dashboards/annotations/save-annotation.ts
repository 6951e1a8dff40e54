import type { z } from 'zod'
import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context, Postgres } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { changedMeanwhile } from '../../../platform/http/route-kit.ts'
import { lockBoard } from '../rights.ts'
import { dashboardTables } from '../store.ts'
import { viewOf } from './read-marks.ts'
import type { AnnotationView, annotationInput } from './schema.ts'

type Input = z.output<typeof annotationInput>

const written = ({ name, firstDay, lastDay, dashboard }: Input) => ({
  name: JSON.stringify(name),
  first_day: firstDay,
  last_day: lastDay,
  dashboard_id: dashboard,
})

/** @throws AppError not_found and forbidden of the board it is to stand on */
export async function createAnnotation(ctx: Context, input: Input): Promise<AnnotationView> {
  return ctx.postgres.transaction().execute(async (transaction) => {
    await assertMayWrite(ctx, transaction, input.dashboard)
    const now = ctx.clock.now()
    const row = await dashboardTables(transaction)
      .insertInto('annotation')
      .values({ ...written(input), created_by: ctx.actor.name, created_at: now, updated_at: now })
      .returningAll()
      .executeTakeFirstOrThrow()
    await writeAudit(transaction, ctx, {
      action: 'annotation.create',
      objectKind: 'annotation',
      objectId: String(row.id),
      detail: { ...input },
    })
    return viewOf(row)
  })
}

/** @throws AppError not_found, forbidden, precondition_failed when someone else changed it meanwhile */
export async function updateAnnotation(
  ctx: Context,
  id: number,
  version: number,
  input: Input,
): Promise<AnnotationView> {
  return ctx.postgres.transaction().execute(async (transaction) => {
    const before = await locked(ctx, transaction, id, version)
    if (input.dashboard !== before.dashboard_id) await assertMayWrite(ctx, transaction, input.dashboard)
    const row = await dashboardTables(transaction)
      .updateTable('annotation')
      .set({ ...written(input), version: version + 1, updated_at: ctx.clock.now() })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await writeAudit(transaction, ctx, {
      action: 'annotation.update',
      objectKind: 'annotation',
      objectId: String(id),
      detail: { version: version + 1, before: viewOf(before), after: input },
    })
    return viewOf(row)
  })
}

/** @throws AppError not_found, forbidden, precondition_failed */
export async function deleteAnnotation(ctx: Context, id: number, version: number): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const before = await locked(ctx, transaction, id, version)
    await dashboardTables(transaction).deleteFrom('annotation').where('id', '=', id).execute()
    await writeAudit(transaction, ctx, {
      action: 'annotation.delete',
      objectKind: 'annotation',
      objectId: String(id),
      detail: { ...viewOf(before) },
    })
  })
}

async function locked(ctx: Context, transaction: Postgres, id: number, version: number) {
  const row = await dashboardTables(transaction)
    .selectFrom('annotation')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no annotation ${id}`)
  await assertMayWrite(ctx, transaction, row.dashboard_id)
  if (row.version !== version) throw changedMeanwhile(`The annotation ${id}`)
  return row
}

/** What stands on one board is written by its editors, what stands on every board by whoever may write here. */
async function assertMayWrite(ctx: Context, transaction: Postgres, dashboard: number | null): Promise<void> {
  if (dashboard !== null) await lockBoard(ctx, transaction, { id: dashboard, least: 'edit' })
}
