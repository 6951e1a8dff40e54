import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { decodeCursor, encodeCursor } from '../../platform/http/route-kit.ts'
import { customerNumbers } from './queries/customer-numbers.ts'
import type { DuplicateQuery, DuplicateView } from './schema.ts'
import { duplicateTables } from './store.ts'

const cursor = z.tuple([z.number(), z.number().int().min(0).max(2_147_483_647)])

/** The stewards' queue, or what was decided: most probable first. */
export async function listDuplicates(
  ctx: Context,
  query: DuplicateQuery,
): Promise<{ items: DuplicateView[]; next: string | null }> {
  let select = duplicates(ctx)
    .where('state', '=', query.state)
    .orderBy('probability', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
  if (query.cursor !== undefined) {
    const [probability, id] = decodeCursor(query.cursor, cursor)
    select = select.where((where) =>
      where(where.refTuple('probability', 'id'), '<', where.tuple(probability, id)),
    )
  }
  const rows = await select.execute()
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    items: await viewsOf(ctx, page),
    next: rows.length > page.length && last ? encodeCursor([last.probability, last.id]) : null,
  }
}

/** @throws AppError not_found */
export async function readDuplicate(ctx: Context, id: number): Promise<DuplicateView> {
  const row = await duplicates(ctx).where('id', '=', id).executeTakeFirst()
  const [view] = row ? await viewsOf(ctx, [row]) : []
  if (!view) throw new AppError('not_found', `There is no suspected duplicate ${id}`)
  return view
}

const duplicates = (ctx: Context) =>
  duplicateTables(ctx.postgres).selectFrom('suspected_duplicate').selectAll()
type Row = Awaited<ReturnType<ReturnType<typeof duplicates>['execute']>>[number]

async function viewsOf(ctx: Context, rows: readonly Row[]): Promise<DuplicateView[]> {
  const customers = rows.flatMap((row) => [row.customer_a, row.customer_b])
  const known = customers.length === 0 ? [] : await customerNumbers(ctx.clickhouse, { customers })
  const numbers = new Map(known.map(({ customer, number }) => [customer, number]))
  return rows.map((row) => ({
    id: row.id,
    customers: [row.customer_a, row.customer_b].map((customer) => ({
      customer,
      number: numbers.get(customer) ?? '',
    })),
    cluster: row.cluster,
    probability: row.probability,
    weight: row.weight,
    evidence: row.evidence,
    state: row.state,
    foundAt: row.found_at.toISOString(),
    decidedBy: row.decided_by,
    decidedAt: row.decided_at?.toISOString() ?? null,
    note: row.note,
    merge: row.merge,
  }))
}
