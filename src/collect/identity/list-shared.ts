import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { cutPage, decodeCursor } from '../../platform/http/route-kit.ts'
import { maskedValue } from './link-views.ts'
import type { SharedView, sharedQuery } from './schema.ts'

const cursor = z.tuple([z.number(), z.string().regex(/^\d{1,20}$/)])
const row = z.object({
  id: z.string(),
  namespace: z.string(),
  value: z.string(),
  customer: z.number(),
  customers: z.number(),
  state: z.enum(['shared', 'allowed']),
  actor: z.string(),
  note: z.string(),
  at: z.coerce.number(),
})
const id = 'sipHash64(namespace, value)'
const columns = `toString(${id}) AS id, namespace, value, customer, customers, state, actor, note,
  toUnixTimestamp64Milli(at) AS at`

/** Identifiers that many customers share, newest first, or those that stewards allow all the same. */
export async function listShared(
  ctx: Context,
  query: z.output<typeof sharedQuery>,
): Promise<{ items: SharedView[]; next: string | null }> {
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, cursor)
  const where = [
    'state = {state:String}',
    ...(query.namespace ? ['namespace = {namespace:String}'] : []),
    ...(after ? [`(at, ${id}) < (fromUnixTimestamp64Milli({afterAt:Int64}), {afterId:UInt64})`] : []),
  ]
  const rows = await ctx.clickhouse.query(
    `SELECT ${columns} FROM (
       SELECT * FROM shared_identifier FINAL WHERE ${where.join(' AND ')}
       ORDER BY at DESC, ${id} DESC LIMIT {limit:UInt32}
     ) ORDER BY at DESC, ${id} DESC`,
    {
      state: query.state,
      namespace: query.namespace,
      afterAt: after?.[0],
      afterId: after?.[1],
      limit: query.limit + 1,
    },
    row,
  )
  const { items: page, next } = cutPage(rows, query.limit, (last) => [last.at, last.id])
  return {
    items: page.map(viewOf),
    next,
  }
}

/** A shared identifier by its id, with its value as it is stored. */
export async function findSharedById(
  ctx: Context,
  shared: string,
): Promise<z.output<typeof row> | undefined> {
  const [found] = await ctx.clickhouse.query(
    `SELECT ${columns} FROM (SELECT * FROM shared_identifier FINAL WHERE ${id} = {shared:UInt64})`,
    { shared },
    row,
  )
  return found
}

export function viewOf(found: z.output<typeof row>): SharedView {
  return {
    ...found,
    value: maskedValue(found.namespace, found.value),
    at: new Date(found.at).toISOString(),
  }
}
