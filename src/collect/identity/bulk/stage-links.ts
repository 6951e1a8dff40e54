import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { isPersonal, type NamespaceRules } from '../namespaces.ts'
import { tables } from './scratch.ts'

const { pair, identifier, number, edge } = tables
const key = (namespace: string, value: string): string =>
  `reinterpretAsUInt128(sipHash128(CAST(${namespace}, 'String'), ${value}))`
/** Numbers end at 2³² − 1; identifiers on first sight are nodes above. */
const firstNode = 4_294_967_296

/** A rule's number by namespace, as SQL. */
export function byNamespace(
  rules: NamespaceRules,
  namespace: string,
  value: (key: string) => number,
  otherwise: number,
): string {
  const keys = [...rules.keys()]
  return `transform(CAST(${namespace}, 'String'), [${keys.map((name) => literal(name, 'String')).join(', ')}],
    [${keys.map((name) => value(name)).join(', ')}], ${otherwise})`
}

export const personalSql = (rules: NamespaceRules): string =>
  [...rules.keys()]
    .filter(isPersonal)
    .map((name) => literal(name, 'String'))
    .join(', ')

/**
 * Lay out what is said and what is stored about the same customers as a graph. Nodes are numbers, or identifiers that
 * have none yet; edges are the pairs, and the links that hold the customers together already.
 * @param source SELECT of namespace, value, to_namespace, to_value (stored form) and evidence
 */
export async function stageLinks(
  clickhouse: ClickHouse,
  rules: NamespaceRules,
  source: string,
  options: StatementOptions,
): Promise<void> {
  const run = (sql: string): Promise<void> => clickhouse.command(sql, {}, options)
  const position = (namespace: string): string =>
    byNamespace(rules, namespace, (name) => rules.get(name)?.position ?? 0, 0)
  await run(
    `CREATE TABLE ${pair} ENGINE = MergeTree ORDER BY (ka, kb) AS
     SELECT na, va, nb, vb, any(evidence) AS evidence, ${key('na', 'va')} AS ka, ${key('nb', 'vb')} AS kb,
       toUInt16(${position('na')}) AS pa, toUInt16(${position('nb')}) AS pb
     FROM (
       SELECT evidence, (CAST(namespace, 'String'), CAST(value, 'String')) AS one, (CAST(to_namespace, 'String'), CAST(to_value, 'String')) AS two,
         (${position('namespace')}, one.2) > (${position('to_namespace')}, two.2) AS ordered,
         if(ordered, one, two).1 AS na, if(ordered, one, two).2 AS va,
         if(ordered, two, one).1 AS nb, if(ordered, two, one).2 AS vb
       FROM (${source}) WHERE value != '' AND to_value != ''
     )
     WHERE (na, va) != (nb, vb) AND ${position('na')} > 0 AND ${position('nb')} > 0
     GROUP BY na, va, nb, vb`,
  )
  await run(
    `CREATE TABLE ${identifier} ENGINE = MergeTree ORDER BY key AS
     SELECT named.key AS key, named.namespace AS namespace, named.value AS value, named.position AS position,
       stored.customer AS number, many.state = 'shared' AS shared, many.state = 'allowed' AS allowed,
       if(number != 0, toUInt64(number), ${firstNode} + rowNumberInAllBlocks()) AS node
     FROM (
       SELECT key, any(namespace) AS namespace, any(value) AS value, any(position) AS position FROM (
         SELECT ka AS key, na AS namespace, va AS value, pa AS position FROM ${pair}
         UNION ALL SELECT kb, nb, vb, pb FROM ${pair})
       GROUP BY key
     ) AS named
     LEFT JOIN (SELECT ${key('namespace', 'value')} AS key, min(customer) AS customer FROM identifier GROUP BY key) AS stored
       ON stored.key = named.key
     LEFT JOIN (SELECT ${key('namespace', 'value')} AS key, CAST(state, 'String') AS state FROM shared_identifier FINAL) AS many
       ON many.key = named.key`,
  )
  // Whole customers: whoever goes by the same number as one of the identifiers does.
  await run(
    `CREATE TABLE ${number} ENGINE = MergeTree ORDER BY number AS
     WITH merges AS (SELECT customer, into FROM customer_merge FINAL WHERE customer != into),
       roots AS (
         SELECT DISTINCT if(m.into != 0, m.into, i.number) AS root
         FROM (SELECT DISTINCT number FROM ${identifier} WHERE number != 0) AS i LEFT JOIN merges AS m ON m.customer = i.number)
     SELECT number, any(root) AS root, toUInt16(min(position)) AS position FROM (
       SELECT n.number AS number, n.root AS root, ${position('i.namespace')} AS position
       FROM (SELECT root AS number, root FROM roots UNION ALL SELECT customer, into FROM merges WHERE into IN (SELECT root FROM roots)) AS n
       LEFT JOIN (SELECT customer, namespace FROM identifier) AS i ON i.customer = n.number
     ) GROUP BY number`,
  )
  const active = `SELECT CAST(namespace, 'String') AS na, value AS va, CAST(to_namespace, 'String') AS nb, to_value AS vb, number AS a, to_number AS b
     FROM identity_link FINAL WHERE outcome IN ('merged', 'known') AND number IN (SELECT number FROM ${number})`
  await run(
    `CREATE TABLE ${edge} ENGINE = MergeTree ORDER BY (a, b) AS
     SELECT weaker.node AS a, stronger.node AS b, p.ka AS ka, p.kb AS kb, p.na AS na, p.nb AS nb, p.pa AS pa, p.pb AS pb
     FROM (
       SELECT * FROM ${pair} WHERE (ka, kb) NOT IN (
         SELECT ${key('namespace', 'value')}, ${key('to_namespace', 'to_value')} FROM identity_link FINAL
         WHERE outcome = 'separated' OR refusal = 'shared')
     ) AS p
     INNER JOIN ${identifier} AS weaker ON weaker.key = p.ka
     INNER JOIN ${identifier} AS stronger ON stronger.key = p.kb
     WHERE NOT weaker.shared AND NOT stronger.shared AND weaker.node != stronger.node
     UNION ALL
     SELECT toUInt64(a), toUInt64(b), ${key('na', 'va')}, ${key('nb', 'vb')}, na, nb,
       toUInt16(${position('na')}), toUInt16(${position('nb')}) FROM (${active})
     UNION ALL
     SELECT toUInt64(number), toUInt64(root), 0, 0, '', '', 0, 0 FROM ${number}
     WHERE number != root AND number NOT IN (SELECT a FROM (${active})) AND number NOT IN (SELECT b FROM (${active}))`,
  )
}
