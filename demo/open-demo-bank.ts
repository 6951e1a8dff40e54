import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../src/platform/context.ts'
import { businessDay } from '../src/understand/rules/index.ts'
import { readDemoState, writeDemoState } from './demo-state.ts'
import { loadDemoBank } from './load-demo-bank.ts'
import { runLoopOnce } from './run-loop-once.ts'

/** Where progress is shown: a fraction 0…1 and the name of the step, then one last line. */
export interface DemoDisplay {
  report(fraction: number, step: string): void
  finish(line: string): void
}

/** Share of the display that loading takes; the rest is the loop. */
const loading = 0.8

/**
 * Make sure that an empty installation has its demo bank and that the loop has run over it once. What an earlier start
 * did not finish is finished; an installation with data of its own is left alone.
 */
export async function openDemoBank(ctx: Context, display: DemoDisplay): Promise<void> {
  let state = await readDemoState(ctx)
  if (state?.state === 'complete' || (state === undefined && (await hasOwnData(ctx)))) return
  const { seed, customers } = ctx.config.demo
  const started = performance.now()
  if (state?.state !== 'loaded') {
    const asOf = state?.asOf ?? businessDay(ctx.clock.now(), ctx.config.timezone)
    const wanted = { seed: state?.seed ?? seed, customers: state?.customers ?? customers, asOf }
    display.report(0, `demo bank of ${wanted.customers} customers`)
    await loadDemoBank(ctx, {
      ...wanted,
      onProgress: (fraction, step) => display.report(fraction * loading, step),
    })
    state = await readDemoState(ctx)
  }
  await runLoopOnce(ctx, (fraction, step) => display.report(loading + fraction * (1 - loading), step))
  state = await readDemoState(ctx)
  if (state) await writeDemoState(ctx, { ...state, state: 'complete' })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  display.finish(
    `Demo bank ready: ${state?.customers ?? 0} customers as of ${state?.asOf ?? ''}, in ${seconds} s`,
  )
}

async function hasOwnData(ctx: Context): Promise<boolean> {
  const { rows } = await sql<{ any: boolean }>`SELECT EXISTS (SELECT FROM source) AS any`.execute(
    ctx.postgres,
  )
  if (rows[0]?.any === true) return true
  const [count] = await ctx.clickhouse.query(
    'SELECT (SELECT count() FROM customer) + (SELECT count() FROM event) AS rows',
    {},
    z.object({ rows: z.coerce.number() }),
  )
  return (count?.rows ?? 0) > 0
}
