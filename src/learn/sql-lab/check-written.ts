import type { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { labViews } from './lab-views.ts'
import { openLabDatabase } from './open-lab-database.ts'
import { parseStatement } from './parse-statement.ts'
import type { checkView } from './schema.ts'
import { StatementRefused } from './statement-problem.ts'

/** Whether a statement may run as it is written so far; nothing is read and nothing is noted. */
export async function checkWritten(
  ctx: Context,
  sql: string,
  signal: AbortSignal,
): Promise<z.output<typeof checkView>> {
  const database = await openLabDatabase(ctx, await labViews(ctx))
  try {
    await parseStatement(ctx, sql, { database, signal })
    return { problem: null }
  } catch (error) {
    if (error instanceof StatementRefused) return { problem: error.problem }
    throw error
  }
}
