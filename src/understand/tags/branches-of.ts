import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'

/** Codes of an organisation and of everything below it. */
export async function branchesOf(ctx: Context, organisation: string): Promise<string[]> {
  const { rows } = await sql<{ code: string }>`
    WITH RECURSIVE below AS (
      SELECT code FROM organisation WHERE code = ${organisation}
      UNION
      SELECT organisation.code FROM organisation JOIN below ON organisation.parent = below.code
    )
    SELECT code FROM below ORDER BY code`.execute(ctx.postgres)
  return rows.map(({ code }) => code)
}
