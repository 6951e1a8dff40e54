import { type SelectQueryBuilder, sql } from 'kysely'
import { z } from 'zod'
import { decodeCursor } from '../http/route-kit.ts'

/** What a list is sorted by: SQL that is never NULL, and what it yields. */
export interface Order {
  readonly sql: string
  readonly type: 'text' | 'double precision' | 'integer'
}

const shapes = {
  text: z.string().refine((text) => !text.includes('\0')),
  'double precision': z.number(),
  integer: z.int32(),
}

/**
 * The rows of one page in one of their orders, and one more for `cutPage`: each with its place, which is the cursor. Rows
 * that are alike in the order stand by `key`, which is unique.
 * @param query `sort`: the name of an order, with a minus sign in front for the greatest first
 * @throws AppError invalid_request when the cursor is not one of this list
 */
export function sortedPage<DB, Tables extends keyof DB, Row, Name extends string>(
  rows: SelectQueryBuilder<DB, Tables, Row>,
  orders: Readonly<Record<Name, Order>>,
  key: Order,
  { sort, cursor, limit }: { sort: Name | `-${Name}`; cursor?: string | undefined; limit: number },
): SelectQueryBuilder<DB, Tables, Row & { place: unknown }> {
  const descending = sort.startsWith('-')
  const name = descending ? sort.slice(1) : sort
  const order = Object.entries<Order>(orders).find(([one]) => one === name)?.[1] ?? key
  const direction = descending ? 'desc' : 'asc'
  const [first, second] = [sql.raw(order.sql), sql.raw(key.sql)]
  const page = rows
    .select(sql`json_build_array(${first}, ${second})`.as('place'))
    .orderBy(sql`${first}`, direction)
    .orderBy(sql`${second}`, direction)
    .limit(limit + 1)
    .$castTo<Row & { place: unknown }>()
  if (cursor === undefined) return page
  const [value, unique] = decodeCursor(cursor, z.tuple([shapes[order.type], shapes[key.type]]))
  const beyond = sql.raw(descending ? '<' : '>')
  return page.where(
    sql<boolean>`(${first}, ${second}) ${beyond} (${value}::${sql.raw(order.type)}, ${unique}::${sql.raw(key.type)})`,
  )
}
