import { z } from 'zod'
import { withinScopeSql } from '../../access/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { cutPage, decodeCursor } from '../../../platform/http/route-kit.ts'
import { contactCategory, type listEntry, type ListView } from '../schema.ts'
import { listTables } from './store.ts'

type Asking = Pick<Context, 'clickhouse' | 'actor'>

/** Entries of customers in the data scope that hold now, one a stored number, list and channel. */
const standing = (actor: Context['actor']): string => `
  SELECT customer, reason, channel, argMax(tuple(active, until, evidence), at) AS entry, max(at) AS since
  FROM suppression_history WHERE at <= {now:DateTime64(3)} AND ${withinScopeSql(actor, canonical('customer')) ?? '1'}
  GROUP BY customer, reason, channel
  HAVING entry.1 = 1 AND (entry.2 IS NULL OR entry.2 > {now:DateTime64(3)})`

function countStanding({ clickhouse, actor }: Asking, parameters: { readonly now: Date }) {
  return clickhouse.query(
    `SELECT reason, uniqExact(${canonical('customer')}) AS customers FROM (${standing(actor)}) GROUP BY reason`,
    parameters,
    z.object({ reason: z.string(), customers: z.coerce.number() }),
  )
}

const instant = z.string().transform((text) => `${text.replace(' ', 'T')}Z`)
const standingRow = z.object({
  customer: z.number(),
  customerNumber: z.string(),
  channel: z.string(),
  until: instant.nullable(),
  evidence: z.string(),
  at: instant,
})

function readStanding(
  { clickhouse, actor }: Asking,
  parameters: {
    readonly now: Date
    readonly list: string
    readonly customer: number
    readonly channel: string
    readonly limit: number
  },
) {
  return clickhouse.query(
    `
    SELECT page.customer AS customer, known.number AS customerNumber, channel, until, evidence, page.since AS at
    FROM (
      SELECT customer, channel, entry.2 AS until, entry.3 AS evidence, since FROM (${standing(actor)})
      WHERE reason = {list:String} AND (customer, channel) > ({customer:UInt32}, {channel:String})
      ORDER BY customer, channel LIMIT {limit:UInt32}
    ) AS page
    LEFT JOIN (SELECT customer, number FROM customer FINAL) AS known ON known.customer = page.customer
    ORDER BY customer, channel`,
    parameters,
    standingRow,
  )
}

type Row = Awaited<ReturnType<typeof readRows>>[number]
const readRows = (ctx: Pick<Context, 'postgres'>) =>
  listTables(ctx.postgres)
    .selectFrom('suppression_list')
    .selectAll()
    .where('archived_at', 'is', null)
    .orderBy('built_in', 'desc')
    .orderBy('key')
    .execute()

function viewOf(row: Row, customers: ReadonlyMap<string, number>): ListView {
  return {
    key: row.key,
    name: z.record(z.string(), z.string()).parse(row.name),
    description: row.description,
    blocks: row.blocks.map((block) => contactCategory.parse(block)),
    builtIn: row.built_in,
    version: row.version,
    customers: customers.get(row.key) ?? 0,
    updatedAt: row.updated_at.toISOString(),
  }
}

/** Every list in use with the number of customers who stand on it. There are dozens at most. */
export async function listLists(ctx: Context): Promise<ListView[]> {
  const [rows, counts] = await Promise.all([readRows(ctx), countStanding(ctx, { now: ctx.clock.now() })])
  const customers = new Map(counts.map((count) => [count.reason, count.customers]))
  return rows.map((row) => viewOf(row, customers))
}

/** @throws AppError not_found */
export async function readListView(ctx: Context, key: string): Promise<ListView> {
  const view = (await listLists(ctx)).find((list) => list.key === key)
  if (!view) throw new AppError('not_found', `There is no suppression list "${key}"`)
  return view
}

const cursorShape = z.tuple([z.number(), z.string()])

/** The customers who stand on a list now. */
export async function listEntries(
  ctx: Context,
  list: string,
  page: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ items: z.infer<typeof listEntry>[]; next: string | null }> {
  const [customer, channel] = page.cursor === undefined ? [0, ''] : decodeCursor(page.cursor, cursorShape)
  const rows = await readStanding(ctx, {
    now: ctx.clock.now(),
    list,
    customer,
    channel,
    limit: page.limit + 1,
  })
  const { items, next } = cutPage(rows, page.limit, (last) => [last.customer, last.channel])
  return {
    items,
    next,
  }
}
