import { sql } from 'kysely'
import type { TestContext } from '../../../../test/harness/test-context.ts'

/** Replace everything in a table. */
export async function store(t: TestContext, table: string, rows: readonly object[]): Promise<void> {
  await t.ctx.clickhouse.command(`TRUNCATE TABLE ${table}`)
  if (table === 'suppression') await t.ctx.clickhouse.command('TRUNCATE TABLE suppression_history')
  const [first] = rows
  if (!first) return
  await t.ctx.clickhouse.insert(table, Object.keys(first), rows.map((row) => JSON.stringify(row)).join('\n'))
}

/** A running journey that sends messages, as far as the gate looks at it; its number. */
export async function runningJourney(
  t: TestContext,
  key: string,
  { priority = 50, committedTick = 2 }: { priority?: number; committedTick?: number } = {},
): Promise<number> {
  const graph = JSON.stringify({ priority, nodes: { say: { type: 'message' } } })
  const { rows } = await sql<{ id: number }>`
    WITH made AS (
      INSERT INTO journey (key, name, graph, status, published_version, committed_tick, created_by)
      VALUES (${key}, '{}', ${graph}, 'running', 1, ${committedTick}, 'test') RETURNING id
    )
    INSERT INTO journey_version (journey_id, version, graph, published_at, published_by)
    SELECT id, 1, ${graph}, now(), 'test' FROM made RETURNING journey_id AS id`.execute(t.ctx.postgres)
  return rows[0]?.id ?? 0
}
