import { z } from 'zod'
import type { Context } from '../../src/platform/context.ts'
import { openTestContext } from '../../test/harness/test-context.ts'
import { loadDemoBank } from '../index.ts'

/** The bank that tests look at. */
export const bank = { seed: 7, asOf: '2026-11-01', customers: 5_000 }

export interface LoadedBank {
  readonly ctx: Context
  /** Fractions in the order they were reported. */
  readonly progress: readonly number[]
  /** The only row of a question. */
  one<Shape extends z.ZodRawShape>(sql: string, shape: Shape): Promise<z.output<z.ZodObject<Shape>>>
  close(): Promise<void>
}

/** Real stores with a small demo bank in them. */
export async function openLoadedBank(): Promise<LoadedBank> {
  const { ctx, close } = await openTestContext()
  const progress: number[] = []
  await loadDemoBank(ctx, { ...bank, onProgress: (fraction) => progress.push(fraction) })
  return {
    ctx,
    progress,
    close,
    one: async (sql, shape) => {
      const [row] = await ctx.clickhouse.query(sql, {}, z.object(shape))
      if (row === undefined) throw new Error(`no row: ${sql}`)
      return row
    },
  }
}
