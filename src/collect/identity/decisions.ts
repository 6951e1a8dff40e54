import type { Context, Postgres } from '../../platform/context.ts'
import type { Transaction } from 'kysely'
import { type DecisionRows, identityTables } from './store.ts'
import { writeRows } from './write-rows.ts'

/** In this order a decision is written to ClickHouse; each step again after a crash. */
const order = ['identifier', 'identity_link', 'customer_merge', 'shared_identifier'] as const

/**
 * Carry out what people decided about identity. The row in PostgreSQL is the commit; what it says is written to
 * ClickHouse here, and by the next holder of the identity lock when this process dies in between.
 */
export async function applyDecisions(ctx: Context, postgres: Postgres): Promise<void> {
  const open = await identityTables(postgres)
    .selectFrom('identity_decision')
    .select(['id', 'rows'])
    .where('applied_at', 'is', null)
    .orderBy('id')
    .execute()
  if (open.length === 0) return
  for (const decision of open) {
    for (const table of order) await writeRows(ctx.clickhouse, table, decision.rows[table] ?? [])
    await ctx.clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
    await identityTables(postgres)
      .updateTable('identity_decision')
      .set({ applied_at: ctx.clock.now() })
      .where('id', '=', decision.id)
      .execute()
  }
}

/** Note a decision; `applyDecisions` carries it out after the transaction. */
export async function noteDecision(
  ctx: Context,
  transaction: Transaction<unknown> | Postgres,
  kind: 'merge' | 'separate' | 'share' | 'allow',
  rows: DecisionRows,
): Promise<void> {
  await identityTables(transaction)
    .insertInto('identity_decision')
    .values({
      kind,
      rows: JSON.stringify(rows),
      decided_by: ctx.actor.name,
      decided_at: ctx.clock.now(),
      applied_at: null,
    })
    .execute()
}
