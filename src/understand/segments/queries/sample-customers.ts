import { z } from 'zod'
import type { StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import type { Context } from '../../../platform/context.ts'
import { withinScopeSql } from '../../../govern/access/index.ts'

const row = z.object({
  customer: z.coerce.number(),
  number: z.string(),
  name: z.string(),
  gender: z.string(),
  city: z.string(),
  branch: z.string(),
})

/**
 * Some customers of a bitmap, in the data scope of who asks, with masked master data, picked by hash so that the same ones are shown again. Masking
 * happens in the statement: plain numbers and names never leave ClickHouse.
 */
export function sampleCustomers(
  { clickhouse, actor }: Pick<Context, 'clickhouse' | 'actor'>,
  bitmapSql: string,
  limit: number,
  options?: StatementOptions,
): Promise<z.output<typeof row>[]> {
  const within = withinScopeSql(actor, 'member')
  return clickhouse.query(
    `SELECT customer, ${maskedNumber} AS number, ${maskedName} AS name, gender, city, branch
FROM customer FINAL
WHERE customer IN (
  SELECT member FROM (SELECT arrayJoin(bitmapToArray(${bitmapSql})) AS member)${within === null ? '' : ` WHERE ${within}`}
  ORDER BY sipHash64(member) LIMIT {limit:UInt16})
ORDER BY sipHash64(customer)`,
    { limit },
    row,
    options,
  )
}

/** The first and last two characters of a customer number. */
export const maskedNumber = `concat(left(number, 2), repeat('*', greatest(0, lengthUTF8(number) - 4)), if(lengthUTF8(number) > 4, right(number, 2), ''))`
/** The first character of a name. */
export const maskedName = `concat(leftUTF8(name, 1), repeat('*', greatest(0, lengthUTF8(name) - 1)))`
