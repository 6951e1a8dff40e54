import { z } from 'zod'
import type { ClickHouse } from '../../../platform/clickhouse/clickhouse.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { aumClasses } from '../../../understand/customers/index.ts'

const row = z.object({ date: z.string(), amount: z.string(), accounts: z.coerce.number() })
export type AumAt = z.infer<typeof row>

/** Assets under management at the close of a day, to the cent, and the accounts they lie on. */
export async function readAumAt(clickhouse: ClickHouse, date: string): Promise<AumAt> {
  const [found] = await clickhouse.query(
    `SELECT toString({date:Date32}) AS date, toDecimalString(sum(amount), 2) AS amount, uniqExact(holding) AS accounts
     FROM balance FINAL
     WHERE class IN ${literal([...aumClasses], 'Array(String)')}
       AND \`from\` <= {date:Date32} AND \`to\` > {date:Date32}`,
    { date },
    row,
  )
  return found ?? { date, amount: '0.00', accounts: 0 }
}
