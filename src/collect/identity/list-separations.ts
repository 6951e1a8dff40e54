import { writeAudit } from '../../govern/audit/index.ts'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { cutPage, decodeCursor } from '../../platform/http/route-kit.ts'
import { bankNumbers } from './queries/bank-numbers.ts'
import type { SeparationView } from './schema.ts'
import { identityTables } from './store.ts'

const separations = (ctx: Context) =>
  identityTables(ctx.postgres).selectFrom('identity_separation').selectAll()
type Row = Awaited<ReturnType<ReturnType<typeof separations>['execute']>>[number]

/** Pairs of customers that stewards keep apart, and those that they no longer do, newest first. */
export async function listSeparations(
  ctx: Context,
  query: { cursor?: string | undefined; limit: number },
): Promise<{ items: SeparationView[]; next: string | null }> {
  const after =
    query.cursor === undefined
      ? 2_147_483_647
      : decodeCursor(query.cursor, z.number().int().min(0).max(2_147_483_647))
  const rows = await separations(ctx)
    .where('id', '<', after)
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute()
  const { items: page, next } = cutPage(rows, query.limit, ({ id }) => id)
  return {
    items: await viewsOf(ctx, page),
    next,
  }
}

/**
 * What a steward kept apart may merge again by itself, when evidence comes.
 * @throws AppError not_found, conflict when it was lifted already
 */
export async function liftSeparation(ctx: Context, id: number): Promise<SeparationView> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const changed = await identityTables(transaction)
      .updateTable('identity_separation')
      .set({ lifted_by: ctx.actor.name, lifted_at: ctx.clock.now() })
      .where('id', '=', id)
      .where('lifted_at', 'is', null)
      .executeTakeFirst()
    if (changed.numUpdatedRows === 0n) {
      const [known] = await separations(ctx).where('id', '=', id).execute()
      if (!known) throw new AppError('not_found', `There is no separation ${id}`)
      throw new AppError('conflict', `Separation ${id} was lifted already`)
    }
    await writeAudit(transaction, ctx, {
      action: 'identity.lift_separation',
      objectKind: 'identity_separation',
      objectId: String(id),
    })
  })
  const [view] = await viewsOf(ctx, await separations(ctx).where('id', '=', id).execute())
  if (!view) throw new AppError('not_found', `There is no separation ${id}`)
  return view
}

async function viewsOf(ctx: Context, rows: readonly Row[]): Promise<SeparationView[]> {
  const customers = rows.flatMap((row) => [row.customer_a, row.customer_b])
  const known = customers.length === 0 ? [] : await bankNumbers(ctx.clickhouse, { customers })
  const numbers = new Map(known.map((row) => [row.customer, row.number]))
  return rows.map((row) => ({
    id: row.id,
    customers: [row.customer_a, row.customer_b].map((customer) => ({
      customer,
      number: numbers.get(customer) ?? '',
    })),
    note: row.note,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    liftedBy: row.lifted_by,
    liftedAt: row.lifted_at?.toISOString() ?? null,
  }))
}
