import { z } from 'zod'
import { defineQuery } from '../../platform/clickhouse/define-query.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { cutPage, decodeCursor } from '../../platform/http/route-kit.ts'
import { customerSides } from './queries/customer-sides.ts'
import type { DuplicateQuery, DuplicateView } from './schema.ts'
import { duplicateTables } from './store.ts'

const cursor = z.tuple([z.number(), z.number().int().min(0).max(2_147_483_647)])

/** The stewards' queue, or what was decided: most probable or newest first. */
export async function listDuplicates(
  ctx: Context,
  query: Pick<DuplicateQuery, 'state' | 'limit'> & Partial<DuplicateQuery>,
): Promise<{ items: DuplicateView[]; next: string | null }> {
  const newest = query.sort === 'newest'
  let select = duplicates(ctx)
    .where('state', '=', query.state)
    .$if(!newest, (pairs) => pairs.orderBy('probability', 'desc'))
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
  if (query.minProbability !== undefined) select = select.where('probability', '>=', query.minProbability)
  if (query.customerNumber !== undefined) {
    const numbers = await numberedBy(ctx.clickhouse, { number: query.customerNumber })
    const customers = [0, ...numbers.map(({ customer }) => customer)]
    select = select.where((where) =>
      where.or([where('customer_a', 'in', customers), where('customer_b', 'in', customers)]),
    )
  }
  if (query.cursor !== undefined) {
    const [probability, id] = decodeCursor(query.cursor, cursor)
    select = newest
      ? select.where('id', '<', id)
      : select.where((where) => where(where.refTuple('probability', 'id'), '<', where.tuple(probability, id)))
  }
  const rows = await select.execute()
  const { items: page, next } = cutPage(rows, query.limit, (last) => [last.probability, last.id])
  return {
    items: await viewsOf(ctx, page),
    next,
  }
}

const numberedBy = defineQuery({
  sql: `SELECT DISTINCT customer FROM identifier WHERE namespace = 'customer_number' AND value = {number:String}
    UNION DISTINCT SELECT customer FROM customer FINAL WHERE number = {number:String}`,
  parameters: z.object({ number: z.string() }),
  row: z.object({ customer: z.number() }),
})

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
  const known = customers.length === 0 ? [] : await customerSides(ctx.clickhouse, { customers })
  const sides = new Map(known.map((side) => [side.customer, { ...side, name: maskedName(side.name) }]))
  return rows.map((row) => ({
    id: row.id,
    customers: [row.customer_a, row.customer_b].map(
      (customer) => sides.get(customer) ?? { ...nobody, customer },
    ),
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

const nobody = { number: '', name: '', gender: '', birthYear: '', city: '', branch: '', opened: '' }

/** `王小明` → `王**`: a steward sees whether surnames agree, and unmasks a customer on the customer's page. */
function maskedName(name: string): string {
  const [first, ...others] = name
  return first === undefined ? '' : first + '*'.repeat(Math.min(others.length, 2))
}
