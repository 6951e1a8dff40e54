import { type Generated, type JSONColumnType, sql, type Transaction } from 'kysely'
import type { Context, Postgres } from '../../platform/context.ts'
import type { TargetCounts } from './import-report.ts'

interface ImportRunTable {
  id: Generated<number>
  plan: string
  state: 'running' | 'succeeded' | 'failed'
  as_of: string | null
  counts: JSONColumnType<Record<string, unknown>, string, string>
  rejected: JSONColumnType<unknown[], string, string>
  started_at: Date
  finished_at: Date | null
}

export const importTables = (postgres: Postgres) => postgres.withTables<{ import_run: ImportRunTable }>()

/** One import at a time on one store: held on its own connection, so it ends with the process. */
const importLock = 7_700_003

/** Run `work` unless another import runs; `busy` gives the error then. */
export async function withImportLock<Result>(
  ctx: Context,
  work: () => Promise<Result>,
  busy: () => Error,
): Promise<Result> {
  return ctx.postgres.connection().execute(async (connection) => {
    const { rows } = await sql<{
      locked: boolean
    }>`SELECT pg_try_advisory_lock(${importLock}) AS locked`.execute(connection)
    if (!rows[0]?.locked) throw busy()
    try {
      return await work()
    } finally {
      await sql`SELECT pg_advisory_unlock(${importLock})`.execute(connection)
    }
  })
}

/** A new run; runs that a crash left `running` are closed first (the caller holds the import lock). */
export async function startRun(ctx: Context, plan: string, asOf: string | undefined): Promise<number> {
  const db = importTables(ctx.postgres)
  const now = ctx.clock.now()
  await db
    .updateTable('import_run')
    .set({ state: 'failed', finished_at: now })
    .where('state', '=', 'running')
    .execute()
  const row = await db
    .insertInto('import_run')
    .values({
      plan,
      state: 'running',
      as_of: asOf ?? null,
      counts: '{}',
      rejected: '[]',
      started_at: now,
      finished_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

export async function finishRun(
  transaction: Transaction<Record<never, never>>,
  ctx: Context,
  id: number,
  outcome: {
    state: 'succeeded' | 'failed'
    counts: Readonly<Record<string, TargetCounts>>
    rejected: readonly unknown[]
  },
): Promise<void> {
  await importTables(transaction)
    .updateTable('import_run')
    .set({
      state: outcome.state,
      counts: JSON.stringify(outcome.counts),
      rejected: JSON.stringify(outcome.rejected),
      finished_at: ctx.clock.now(),
    })
    .where('id', '=', id)
    .execute()
}
