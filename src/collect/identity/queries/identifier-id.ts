import { z } from 'zod'
import type { ClickHouse } from '../../../platform/clickhouse/clickhouse.ts'

/** The id under which lists show an identifier, as decimal text. */
export async function identifierId(
  clickhouse: ClickHouse,
  identifier: { readonly namespace: string; readonly value: string },
): Promise<string> {
  const [row] = await clickhouse.query(
    'SELECT toString(sipHash64({namespace:String}, {value:String})) AS id',
    { namespace: identifier.namespace, value: identifier.value },
    z.object({ id: z.string() }),
  )
  return row?.id ?? ''
}
