import { z } from 'zod'
import { withinScopeSql } from '../../../govern/access/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import type { Context } from '../../../platform/context.ts'

/** Closing AUM of a day of all customers in the data scope, exact to the cent. */
export function totalAum(
  { clickhouse, actor }: Pick<Context, 'clickhouse' | 'actor'>,
  parameters: { readonly day: string; readonly classes: readonly string[] },
): Promise<{ aum: string }[]> {
  const within = withinScopeSql(actor, canonical('customer'))
  return clickhouse.query(
    `SELECT toString(sum(amount)) AS aum
FROM balance FINAL
WHERE \`from\` <= {day:Date32} AND \`to\` > {day:Date32} AND class IN {classes:Array(String)}
  ${within === null ? '' : `AND ${within}`}`,
    parameters,
    z.object({ aum: z.string() }),
  )
}
