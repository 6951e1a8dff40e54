import { z } from 'zod'
import type { ClickHouse } from '../../../../platform/clickhouse/clickhouse.ts'
import { canonical } from '../../../../platform/clickhouse/canonical.ts'
import { sqlText } from '../../../rules/index.ts'
import { maskedNumber } from '../../queries/sample-customers.ts'

/** Customer numbers of a text, with their lines: the first column of every line, without quotes. */
const numbersSql = (content: string): string =>
  `SELECT trim(BOTH '"' FROM trimBoth(splitByRegexp('[,;\\t]', text)[1])) AS number, toUInt32(place) AS line
FROM (SELECT splitByChar('\\n', replaceAll(${sqlText(content)}, '\\r', '')) AS texts)
ARRAY JOIN texts AS text, arrayEnumerate(texts) AS place WHERE number != ''`

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

/** Store which lines name nobody, or somebody again who was named further up; their numbers masked. */
export async function insertListRejections(
  clickhouse: ClickHouse,
  target: { readonly list: number; readonly version: number },
  content: string,
): Promise<void> {
  await clickhouse.command(
    `INSERT INTO customer_list_rejection (list, version, line, reason, number)
SELECT {list:UInt32}, {version:UInt32}, line, if(number IN (SELECT number FROM (${knownSql(content)})), 'duplicate', 'unknown') AS why, ${maskedNumber}
FROM (SELECT number, line, row_number() OVER (PARTITION BY number ORDER BY line) AS time FROM (${numbersSql(content)}))
WHERE why = 'unknown' OR time > 1`,
    target,
  )
}

/**
 * Take away what an upload that died before its commit left behind, and the versions before the last one. Members of
 * the last one are still read by statements that have begun.
 */
export async function discardListVersions(
  clickhouse: ClickHouse,
  target: { readonly list: number; readonly version: number },
): Promise<void> {
  for (const table of ['customer_list_member', 'customer_list_rejection'])
    await clickhouse.command(
      `DELETE FROM ${table} WHERE list = {list:UInt32} AND (version >= {version:UInt32} OR version + 1 < {version:UInt32})`,
      target,
    )
}

/** Everything of a list. */
export async function discardList(clickhouse: ClickHouse, list: number): Promise<void> {
  for (const table of ['customer_list_member', 'customer_list_rejection'])
    await clickhouse.command(`DELETE FROM ${table} WHERE list = {list:UInt32}`, { list })
}
