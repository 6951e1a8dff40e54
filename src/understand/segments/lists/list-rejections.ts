import { z } from 'zod'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'
import type { Context } from '../../../platform/context.ts'
import { cutPage, decodeCursor } from '../../../platform/http/route-kit.ts'
import { findList } from './list-customer-lists.ts'
import { type rejectionPage, type rejectionQuery, rejectionView } from './schema.ts'

const readRejections = defineQuery({
  sql: `SELECT line, reason, number FROM customer_list_rejection
WHERE list = {list:UInt32} AND version = {version:UInt32} AND line > {after:UInt32}
  AND ({reason:String} = '' OR reason = {reason:String})
ORDER BY line LIMIT {limit:UInt32}`,
  parameters: z.object({
    list: z.number(),
    version: z.number(),
    after: z.number(),
    reason: z.string(),
    limit: z.number(),
  }),
  row: rejectionView,
})

/**
 * The lines of a list's latest upload that name nobody, or somebody who was named before.
 * @throws AppError not_found
 */
export async function listRejections(
  ctx: Context,
  key: string,
  {
    cursor,
    limit,
    reason = '',
  }: Omit<z.output<typeof rejectionQuery>, 'reason'> & { reason?: string | undefined },
): Promise<z.output<typeof rejectionPage>> {
  const list = await findList(ctx, key)
  const line = z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
  const found = await readRejections(ctx.clickhouse, {
    list: list.id,
    version: list.version,
    after: cursor === undefined ? 0 : decodeCursor(cursor, line),
    reason,
    limit: limit + 1,
  })
  const { items, next } = cutPage(found, limit, (last) => last.line)
  return {
    version: list.version,
    items,
    next,
  }
}
