import { z } from 'zod'
import type { ClickHouse } from '../../../platform/clickhouse/clickhouse.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { sqlText } from '../../rules/index.ts'

/** Customer numbers of a text: the first column of every line, without quotes. */
const numbersSql = (content: string): string =>
  `SELECT trim(BOTH '"' FROM trimBoth(splitByRegexp('[,;\\t]', line)[1])) AS number
FROM (SELECT arrayJoin(splitByChar('\\n', replaceAll(${sqlText(content)}, '\\r', ''))) AS line) WHERE number != ''`

const knownSql = (content: string): string =>
  `SELECT number, any(${canonical('customer')}) AS found FROM customer WHERE number IN (SELECT number FROM (${numbersSql(content)})) GROUP BY number`

const row = z.object({
  customers: z.coerce.number(),
  unknown: z.coerce.number(),
  duplicates: z.coerce.number(),
  /** Some of them. */
  unknownNumbers: z.array(z.string()),
  duplicateNumbers: z.array(z.string()),
})

/** Who a text of customer numbers names: how many customers, and which numbers are nobody's or stand there twice. */
export async function matchList(clickhouse: ClickHouse, content: string): Promise<z.output<typeof row>> {
  const [found] = await clickhouse.query(
    `SELECT uniqExactIf(found, found > 0) AS customers, countIf(found = 0) AS unknown, countIf(times > 1) AS duplicates,
  groupArrayIf(100)(number, found = 0) AS unknownNumbers, groupArrayIf(100)(number, times > 1) AS duplicateNumbers
FROM (SELECT number, count() AS times FROM (${numbersSql(content)}) GROUP BY number ORDER BY number) AS uploaded
LEFT JOIN (${knownSql(content)}) AS known USING number`,
    {},
    row,
  )
  return found ?? { customers: 0, unknown: 0, duplicates: 0, unknownNumbers: [], duplicateNumbers: [] }
}

/** Store the customers that a text names as the members of one version of a list. */
export async function insertListMembers(
  clickhouse: ClickHouse,
  target: { readonly list: number; readonly version: number },
  content: string,
): Promise<void> {
  await clickhouse.command(
    `INSERT INTO customer_list_member (list, version, customer)
SELECT {list:UInt32}, {version:UInt32}, found FROM (${knownSql(content)}) GROUP BY found`,
    target,
  )
}

/** Take away what an upload that died before its commit left behind. */
export async function discardListVersion(
  clickhouse: ClickHouse,
  target: { readonly list: number; readonly version: number },
): Promise<void> {
  await clickhouse.command(
    'DELETE FROM customer_list_member WHERE list = {list:UInt32} AND version >= {version:UInt32}',
    target,
  )
}
