import { z } from 'zod'
import type { ClickHouse } from '../../../platform/clickhouse/clickhouse.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { type IdentityLink, identityLink, identityLinkColumns } from '../identity-link.ts'
import { inlineStrings } from './inline-strings.ts'

const newest = 'ORDER BY updated DESC LIMIT 1 BY namespace, value, to_namespace, to_value'
const quiet = { settings: { log_queries: 0 } } as const

/** What was said about these identifiers and stronger ones. Reads the primary key. */
export async function findLinksOf(
  clickhouse: ClickHouse,
  wanted: ReadonlyMap<string, readonly string[]>,
): Promise<IdentityLink[]> {
  if (wanted.size === 0) return []
  const conditions = [...wanted].map(
    ([namespace, values]) =>
      `(namespace = ${literal(namespace, 'String')} AND value IN ${inlineStrings(values)})`,
  )
  return clickhouse.query(
    `SELECT ${identityLinkColumns} FROM identity_link WHERE ${conditions.join(' OR ')} ${newest}`,
    {},
    identityLink,
    quiet,
  )
}

/** Every link at either end of which stands one of these numbers. The bloom filters find the granules. */
export async function findLinksAt(
  clickhouse: ClickHouse,
  numbers: readonly number[],
): Promise<IdentityLink[]> {
  if (numbers.length === 0) return []
  const list = `[${numbers.join(',')}]`
  return clickhouse.query(
    `SELECT * FROM (
       SELECT ${identityLinkColumns} FROM identity_link WHERE number IN ${list}
       UNION ALL
       SELECT ${identityLinkColumns} FROM identity_link WHERE to_number IN ${list}
     ) ${newest}`,
    {},
    identityLink,
    quiet,
  )
}

/** One link by its id (decimal text of a UInt64). */
export async function findLink(clickhouse: ClickHouse, link: string): Promise<IdentityLink | undefined> {
  const [found] = await clickhouse.query(
    `SELECT ${identityLinkColumns} FROM identity_link WHERE link = {link:UInt64} ${newest}`,
    { link },
    identityLink,
  )
  return found
}

const sharedRow = z.object({
  namespace: z.string(),
  value: z.string(),
  customer: z.number(),
  state: z.enum(['shared', 'allowed']),
})
export type SharedIdentifier = z.output<typeof sharedRow>

/** Which of these identifiers are shared by many, or allowed by a steward. */
export async function findShared(
  clickhouse: ClickHouse,
  wanted: ReadonlyMap<string, readonly string[]>,
): Promise<SharedIdentifier[]> {
  if (wanted.size === 0) return []
  const conditions = [...wanted].map(
    ([namespace, values]) =>
      `(namespace = ${literal(namespace, 'String')} AND value IN ${inlineStrings(values)})`,
  )
  return clickhouse.query(
    `SELECT namespace, value, argMax(customer, at) AS customer, argMax(state, at) AS state
     FROM shared_identifier WHERE ${conditions.join(' OR ')} GROUP BY namespace, value`,
    {},
    sharedRow,
    quiet,
  )
}
