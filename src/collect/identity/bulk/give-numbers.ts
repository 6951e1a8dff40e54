import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import type { IdentityLock } from '../identity-lock.ts'
import type { NamespaceRules } from '../namespaces.ts'
import { tables } from './scratch.ts'
import { personalSql } from './stage-links.ts'

const { identifier, edge, shared, label, refused, given } = tables

/**
 * Give every new identifier its number: those of customers without conflict, and the shared ones. As when events bring them: a new identifier takes the number of the strongest personal one it was said to belong
 * with, and one that has none gets a number of its own.
 */
export async function giveNumbers(
  clickhouse: ClickHouse,
  rules: NamespaceRules,
  lock: IdentityLock,
  options: StatementOptions,
): Promise<void> {
  const run = (sql: string): Promise<void> => clickhouse.command(sql, {}, options)
  const personal = personalSql(rules)
  await run(
    `CREATE OR REPLACE TABLE ${given} (key UInt128, number UInt32, leader UInt128) ENGINE = MergeTree ORDER BY key`,
  )
  // Who follows whom; a shared identifier follows nobody and is followed by nobody.
  const fresh = `SELECT i.key AS key, i.position AS position, i.value AS value FROM ${identifier} AS i
     LEFT JOIN ${label} AS l ON l.node = i.node
     WHERE i.number = 0 AND i.key NOT IN (SELECT key FROM ${shared}) AND l.label NOT IN (SELECT label FROM ${refused})`
  const leader = `SELECT ka AS key, argMin(kb, (pb, kb)) AS leader FROM ${edge}
     WHERE nb IN (${personal}) AND pb < pa
       AND ka NOT IN (SELECT key FROM ${shared}) AND kb NOT IN (SELECT key FROM ${shared})
     GROUP BY ka`
  const founders = `SELECT key, position, value FROM (${fresh}) AS f LEFT ANTI JOIN (${leader}) AS lead ON lead.key = f.key
     UNION ALL SELECT i.key, i.position, i.value FROM ${identifier} AS i WHERE i.number = 0 AND i.key IN (SELECT key FROM ${shared})`
  const [row] = await clickhouse.query(
    `SELECT count() AS n FROM (${founders})`,
    {},
    z.object({ n: z.coerce.number() }),
    options,
  )
  const first = await lock.reserve(row?.n ?? 0)
  await run(
    `INSERT INTO ${given} SELECT key, toUInt32(${first} - 1 + row_number() OVER (ORDER BY position, value)), 0 FROM (${founders})`,
  )
  // A leader may itself follow: as many steps as there are personal namespaces.
  for (let step = 0; step <= personal.split(',').length; step += 1) {
    await run(
      `INSERT INTO ${given}
       SELECT f.key, led.number, led.key
       FROM (${fresh}) AS f
       INNER JOIN (${leader}) AS lead ON lead.key = f.key
       INNER JOIN (SELECT key, number FROM ${given} UNION ALL SELECT key, number FROM ${identifier} WHERE number != 0) AS led
         ON led.key = lead.leader
       WHERE f.key NOT IN (SELECT key FROM ${given})`,
    )
  }
}
