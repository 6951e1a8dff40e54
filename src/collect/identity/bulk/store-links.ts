import type { StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import type { Context } from '../../../platform/context.ts'
import { tables } from './scratch.ts'

const { pair, identifier, number, edge, shared, label, refused, given, root } = tables

/**
 * Write what was found: identifiers, links, merges, and last the marks of shared identifiers. Dying in between leaves
 * what the next import completes.
 */
export async function storeLinks(ctx: Context, options: StatementOptions): Promise<void> {
  const run = (sql: string): Promise<void> => ctx.clickhouse.command(sql, {}, options)
  const now = literal(ctx.clock.now(), "DateTime64(3, 'UTC')")
  const keys = `(SELECT key FROM ${shared})`
  await run(
    `INSERT INTO identifier (namespace, value, customer, first_seen)
     SELECT i.namespace, i.value, g.number, ${now} FROM ${given} AS g INNER JOIN ${identifier} AS i ON i.key = g.key`,
  )
  // Every number of the customers at hand with its strength, and the component it is in.
  const numbers = `SELECT DISTINCT n.number AS number, n.rank AS rank, if(l.label != 0, l.label, n.node) AS label
     FROM (
       SELECT number, position AS rank, toUInt64(number) AS node FROM ${number}
       UNION ALL
       SELECT g.number, i.position, i.node FROM ${given} AS g INNER JOIN ${identifier} AS i ON i.key = g.key WHERE g.leader = 0
     ) AS n LEFT JOIN ${label} AS l ON l.node = n.node
     WHERE label NOT IN (SELECT label FROM ${refused})`
  const kept = `(SELECT into FROM identity_link FINAL WHERE namespace = 'customer' AND outcome = 'merged')`
  await run(
    `CREATE TABLE ${root} ENGINE = MergeTree ORDER BY number AS
     SELECT number, root FROM (
       SELECT number, argMin(number, (rank, number NOT IN ${kept}, number)) OVER (PARTITION BY label) AS root
       FROM (${numbers}))`,
  )
  const numberOf = `(SELECT key, number FROM ${given} UNION ALL SELECT key, number FROM ${identifier} WHERE number != 0)`
  await run(
    `INSERT INTO identity_link (namespace, value, number, to_namespace, to_value, to_number, outcome, refusal, customer,
       into, rule, evidence, at, place, updated)
     SELECT p.na, p.va, a.number AS own, p.nb, p.vb, b.number,
       if(row_number() OVER (PARTITION BY own ORDER BY p.pb, p.vb, p.pa, p.va) = 1, 'merged', 'known'), '',
       a.number, r.root, 'import', p.evidence, ${now}, 0, ${now}
     FROM ${pair} AS p
     INNER JOIN ${numberOf} AS a ON a.key = p.ka
     INNER JOIN ${numberOf} AS b ON b.key = p.kb
     INNER JOIN ${root} AS r ON r.number = a.number
     WHERE a.number != b.number
       AND p.ka NOT IN ${keys} AND p.kb NOT IN ${keys}
       AND (p.ka, p.kb) IN (SELECT ka, kb FROM ${edge})
       AND (p.na, p.va, p.nb, p.vb) NOT IN (
         SELECT toString(namespace), value, toString(to_namespace), to_value FROM identity_link FINAL
         WHERE outcome IN ('merged', 'known'))`,
  )
  await run(
    `INSERT INTO customer_merge (customer, into, at, reason, evidence)
     SELECT number, root, greatest(${now}, m.latest + toIntervalMillisecond(1)), 'import', ''
     FROM ${root} AS r
     LEFT JOIN (SELECT customer, argMax(into, at) AS into, max(at) AS latest FROM customer_merge GROUP BY customer) AS m
       ON m.customer = r.number
     WHERE r.root != if(m.into != 0, m.into, r.number)`,
  )
  await run(
    `INSERT INTO shared_identifier (namespace, value, customer, customers, state, actor, note, at)
     SELECT i.namespace, i.value, g.number, s.customers, 'shared', ${literal(ctx.actor.name, 'String')}, '', ${now}
     FROM ${shared} AS s INNER JOIN ${identifier} AS i ON i.key = s.key INNER JOIN ${given} AS g ON g.key = s.key`,
  )
}
