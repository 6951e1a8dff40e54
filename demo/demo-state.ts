import { z } from 'zod'
import type { Context } from '../src/platform/context.ts'
import { demoTables } from './store.ts'

const demoState = z.object({
  state: z.enum(['loading', 'loaded', 'complete']),
  seed: z.number(),
  asOf: z.iso.date(),
  customers: z.number(),
  /** Dense number of its first customer. */
  first: z.number(),
  /** Visits have been repeated up to here (behaviour/repeat-visits.ts). */
  visitedTo: z.coerce.date().optional(),
})
export type DemoState = z.output<typeof demoState>

const key = 'demo_bank'

/** The demo bank of this installation; undefined = there is none. `loading`: begun and not finished; `complete`: the loop ran too. */
export async function readDemoState(ctx: Pick<Context, 'postgres'>): Promise<DemoState | undefined> {
  const row = await demoTables(ctx.postgres)
    .selectFrom('installation')
    .select('value')
    .where('key', '=', key)
    .executeTakeFirst()
  return row && demoState.parse(row.value)
}

export async function writeDemoState(
  ctx: Pick<Context, 'postgres' | 'clock'>,
  state: DemoState,
): Promise<void> {
  const row = { key, value: JSON.stringify(state), updated_at: ctx.clock.now() }
  await demoTables(ctx.postgres)
    .insertInto('installation')
    .values(row)
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute()
}
