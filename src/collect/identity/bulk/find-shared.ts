import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import type { NamespaceRules } from '../namespaces.ts'
import { labelComponents } from './label-components.ts'
import { tables } from './scratch.ts'
import { byNamespace } from './stage-links.ts'

const { identifier, number, edge, suspect, shared, label } = tables
/** No limit. */
const boundless = 4_294_967_295

/** The strength of every node: a stored number's best, or a new identifier's own. */
export const nodeRanks = `(
  SELECT toUInt64(number) AS node, position AS rank FROM ${number}
  UNION ALL SELECT node, position FROM ${identifier} WHERE number = 0)`

/**
 * Find the identifiers that more customers use than their namespace allows: those with many partners are suspects, and
 * of these the ones whose partners are that many customers as they stand without any suspect (who counts for nobody:
 * a visitor of many halls is not shared for it). @returns how many
 */
export async function findShared(
  clickhouse: ClickHouse,
  rules: NamespaceRules,
  options: StatementOptions,
): Promise<number> {
  const run = (sql: string): Promise<void> => clickhouse.command(sql, {}, options)
  const most = (namespace: string): string =>
    byNamespace(rules, namespace, (name) => rules.get(name)?.maxCustomers ?? boundless, boundless)
  const room = (namespace: string): string =>
    byNamespace(rules, namespace, (name) => rules.get(name)?.maxPerCustomer ?? boundless, boundless)
  const shareable = [...rules.values()]
    .filter((rule) => rule.maxCustomers !== null)
    .map((rule) => literal(rule.key, 'String'))
    .join(', ')
  await run(
    `CREATE TABLE ${suspect} ENGINE = MergeTree ORDER BY key AS
     SELECT key, any(namespace) AS namespace, any(position) AS position FROM (
       SELECT ka AS key, any(na) AS namespace, any(pa) AS position FROM ${edge}
       WHERE na IN (${shareable}) AND pb < pa GROUP BY ka HAVING uniqExact(b) + 1 > ${most('namespace')}
       UNION ALL
       SELECT kb AS key, any(nb) AS namespace, any(pb) AS position FROM ${edge}
       WHERE nb IN (${shareable}) GROUP BY kb, na HAVING uniqExact(a) > ${room('na')}
     ) WHERE key NOT IN (SELECT key FROM ${identifier} WHERE allowed) GROUP BY key`,
  )
  await labelComponents(
    clickhouse,
    `ka NOT IN (SELECT key FROM ${suspect}) AND kb NOT IN (SELECT key FROM ${suspect})`,
    options,
  )
  await run(
    `CREATE TABLE ${shared} ENGINE = MergeTree ORDER BY key AS
     WITH ranked AS (
         SELECT if(l.label != 0, l.label, r.node) AS label, min(r.rank) AS rank
         FROM ${nodeRanks} AS r LEFT JOIN ${label} AS l ON l.node = r.node GROUP BY label),
       partner AS (
         SELECT key, position, namespace, node FROM (
           SELECT ka AS key, b AS node FROM ${edge} WHERE kb NOT IN (SELECT key FROM ${suspect})
           UNION DISTINCT SELECT kb, a FROM ${edge} WHERE ka NOT IN (SELECT key FROM ${suspect})
           UNION DISTINCT SELECT i.key, toUInt64(i.number) FROM ${identifier} AS i INNER JOIN ${number} AS n ON n.number = i.number
             WHERE n.position < i.position
         ) AS p INNER JOIN ${suspect} AS s USING (key)),
       customer AS (
         SELECT DISTINCT p.key AS key, p.position AS position, p.namespace AS namespace,
           if(l.label != 0, l.label, p.node) AS label
         FROM partner AS p LEFT JOIN ${label} AS l ON l.node = p.node)
     SELECT key, toUInt32(sum(users)) AS customers FROM (
       SELECT key, any(namespace) AS namespace, rank, count() AS users FROM (
         SELECT c.key AS key, c.namespace AS namespace, if(r.rank < c.position, 0, r.rank) AS rank
         FROM customer AS c INNER JOIN ranked AS r ON r.label = c.label
         WHERE r.rank != c.position)
       GROUP BY key, rank
     ) GROUP BY key
     HAVING sumIf(users, rank = 0) > any(${most('namespace')}) OR countIf(rank > 0 AND users > ${roomOf(rules)}) > 0`,
  )
  const [row] = await clickhouse.query(
    `SELECT count() AS n FROM ${shared}`,
    {},
    z.object({ n: z.coerce.number() }),
    options,
  )
  return row?.n ?? 0
}

/** Values that one customer may have of the namespace at a position. */
function roomOf(rules: NamespaceRules): string {
  const list = [...rules.values()]
  return `transform(rank, [${list.map((rule) => rule.position).join(', ')}], [${list.map((rule) => rule.maxPerCustomer).join(', ')}], ${boundless})`
}
