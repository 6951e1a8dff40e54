import { type Selectable, sql } from 'kysely'
import type { z } from 'zod'
import { scopedCustomersSql } from '../../../govern/access/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { cutPage } from '../../../platform/http/route-kit.ts'
import { containing } from '../../../platform/postgres/containing.ts'
import { sortedPage } from '../../../platform/postgres/sorted-page.ts'
import { refuseBankOrder } from '../refuse-bank-order.ts'
import { readersOf } from '../rule-readers.ts'
import { type CustomerListTable, segmentTables } from '../store.ts'
import { countListMembers } from './queries/count-list-members.ts'
import type { listDetail, listQuery, ListView } from './schema.ts'

const shownVersions = 50
const orders = {
  key: { sql: 'key', type: 'text' },
  customers: { sql: 'customers', type: 'double precision' },
  updated: { sql: 'extract(epoch FROM updated_at)::double precision', type: 'double precision' },
} as const

/**
 * One page of the lists.
 * @throws AppError forbidden for the order by size within a data scope
 */
export async function listCustomerLists(
  ctx: Context,
  query: z.output<typeof listQuery>,
): Promise<{ items: ListView[]; next: string | null }> {
  refuseBankOrder(ctx, query.sort)
  let rows = segmentTables(ctx.postgres).selectFrom('customer_list').selectAll()
  if (query.search !== undefined)
    rows = rows.where(
      sql<boolean>`concat_ws(' ', key, name ->> 'zh-CN', name ->> 'en', description) ILIKE ${containing(query.search)}`,
    )
  const found = await sortedPage(rows, orders, orders.key, query).execute()
  const { items, next } = cutPage(found, query.limit, ({ place }) => place)
  return { items: await viewsOf(ctx, items), next }
}

/**
 * A list with its uploads; within a data scope without them, because only the latest members are kept.
 * @throws AppError not_found
 */
export async function readCustomerList(ctx: Context, key: string): Promise<z.output<typeof listDetail>> {
  const db = segmentTables(ctx.postgres)
  const list = await findList(ctx, key)
  const versions =
    ctx.actor.organisations === null
      ? await db
          .selectFrom('customer_list_version')
          .selectAll()
          .where('list_id', '=', list.id)
          .orderBy('version', 'desc')
          .limit(shownVersions)
          .execute()
      : []
  const [view] = await viewsOf(ctx, [list])
  return {
    ...(view ?? viewOf(list)),
    versions: versions.map(({ version, customers, unknown, duplicates, created_by, created_at }) => ({
      version,
      customers,
      unknown,
      duplicates,
      createdBy: created_by,
      createdAt: created_at.toISOString(),
    })),
    usedBy: await readersOf(db, 'lists', key),
  }
}

/** @throws AppError not_found */
export async function findList(ctx: Context, key: string): Promise<Selectable<CustomerListTable>> {
  const list = await segmentTables(ctx.postgres)
    .selectFrom('customer_list')
    .selectAll()
    .where('key', '=', key)
    .executeTakeFirst()
  if (!list) throw new AppError('not_found', `There is no list "${key}"`)
  return list
}

/** What people see of lists: within a data scope how many of its customers are on them, and nothing of the other lines. */
async function viewsOf(ctx: Context, lists: readonly Selectable<CustomerListTable>[]): Promise<ListView[]> {
  const among = scopedCustomersSql(ctx.actor)
  if (among === null || lists.length === 0) return lists.map(viewOf)
  const counted = await countListMembers(ctx.clickhouse, lists, among)
  const sizes = new Map(counted.map(({ list, customers }) => [list, customers]))
  return lists.map((list) => ({
    ...viewOf(list),
    customers: sizes.get(list.id) ?? 0,
    unknown: null,
    duplicates: null,
  }))
}

function viewOf(list: Selectable<CustomerListTable>): ListView {
  const { key, name, description, origin, version, customers, unknown, duplicates } = list
  return {
    key,
    name,
    description,
    origin,
    version,
    customers,
    unknown,
    duplicates,
    createdBy: list.created_by,
    createdAt: list.created_at.toISOString(),
    updatedAt: list.updated_at.toISOString(),
  }
}
