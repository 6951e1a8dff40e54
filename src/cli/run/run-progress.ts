import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'

const installation = (ctx: Context) =>
  ctx.postgres.withTables<{ installation: { key: string; value: unknown; updated_at: Date } }>()

const stored = z.object({ done: z.iso.datetime().nullable() })

const keyOf = (run: string): string => `run:${run}`

/** The last instant that a run finished; null when it has not begun. */
export async function readProgress(ctx: Context, run: string): Promise<Date | null> {
  const row = await installation(ctx)
    .selectFrom('installation')
    .select('value')
    .where('key', '=', keyOf(run))
    .executeTakeFirst()
  const { done } = row ? stored.parse(row.value) : { done: null }
  return done === null ? null : new Date(done)
}

export async function saveProgress(ctx: Context, run: string, done: Date | null): Promise<void> {
  const row = { value: JSON.stringify({ done: done?.toISOString() ?? null }), updated_at: ctx.clock.now() }
  await installation(ctx)
    .insertInto('installation')
    .values({ key: keyOf(run), ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute()
}

/** A run moves the clock and treats everyone: never in a store that holds somebody else's customers. */
export async function refuseForeignStore(ctx: Context, run: string, plan: string): Promise<void> {
  const [row] = await ctx.clickhouse.query(
    'SELECT count() AS foreign FROM customer WHERE origin != {plan:String}',
    { plan },
    z.object({ foreign: z.coerce.number() }),
  )
  if (!row?.foreign) return
  throw new AppError(
    'conflict',
    `The store already holds customers that "${run}" did not bring: give an empty --data directory (and unset DATABASE_URL and CLICKHOUSE_URL)`,
  )
}
