import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { readTables } from './store.ts'

export const organisationView = z.object({
  code: z.string(),
  parent: z.string().nullable(),
  name: z.string(),
  level: z.enum(['head_office', 'branch', 'sub_branch']),
})

/** Head office, branches and sub-branches, by code. */
export function listOrganisations(ctx: Context): Promise<z.output<typeof organisationView>[]> {
  return readTables(ctx.postgres)
    .selectFrom('organisation')
    .select(['code', 'parent', 'name', 'level'])
    .orderBy('code')
    .execute()
}

/** Codes of an organisation and of everything below it. */
export async function branchesBelow(ctx: Context, organisation: string): Promise<string[]> {
  const { rows } = await sql<{ code: string }>`
    WITH RECURSIVE below AS (
      SELECT code FROM organisation WHERE code = ${organisation}
      UNION
      SELECT organisation.code FROM organisation JOIN below ON organisation.parent = below.code
    )
    SELECT code FROM below`.execute(ctx.postgres)
  return rows.map(({ code }) => code)
}
