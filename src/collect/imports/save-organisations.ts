import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import type { Applied } from './apply-rows.ts'

const nothing: Applied = { written: 0, removed: 0 }

/** Branches live in PostgreSQL: there are thousands of them, not millions. None is ever removed, others refer to them. */
export async function saveOrganisations(ctx: Context, resolved: string): Promise<Applied> {
  const rows = await ctx.clickhouse.query(
    `SELECT f_code AS code, f_parent AS parent, f_name AS name, f_level AS level FROM ${resolved} WHERE problem = '' ORDER BY mapping, line`,
    {},
    z.object({ code: z.string(), parent: z.string(), name: z.string(), level: z.string() }),
    { pool: 'long' },
  )
  if (rows.length === 0) return nothing
  const written = await sql`
    INSERT INTO organisation (code, parent, name, level)
    SELECT code, nullif(parent, ''), name, level
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r (code text, parent text, name text, level text)
    ON CONFLICT (code) DO UPDATE SET parent = excluded.parent, name = excluded.name, level = excluded.level
    WHERE (organisation.parent, organisation.name, organisation.level)
      IS DISTINCT FROM (excluded.parent, excluded.name, excluded.level)`.execute(ctx.postgres)
  return { written: Number(written.numAffectedRows ?? 0), removed: 0 }
}

export async function saveStaff(ctx: Context, resolved: string): Promise<Applied> {
  const rows = await ctx.clickhouse.query(
    `SELECT f_code AS code, f_name AS name, f_organisation AS organisation, f_position AS position FROM ${resolved} WHERE problem = '' ORDER BY mapping, line`,
    {},
    z.object({ code: z.string(), name: z.string(), organisation: z.string(), position: z.string() }),
    { pool: 'long' },
  )
  if (rows.length === 0) return nothing
  const written = await sql`
    INSERT INTO staff (code, name, organisation, position)
    SELECT code, name, organisation, position
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r (code text, name text, organisation text, position text)
    ON CONFLICT (code) DO UPDATE
    SET name = excluded.name, organisation = excluded.organisation, position = excluded.position
    WHERE (staff.name, staff.organisation, staff.position)
      IS DISTINCT FROM (excluded.name, excluded.organisation, excluded.position)`.execute(ctx.postgres)
  return { written: Number(written.numAffectedRows ?? 0), removed: 0 }
}
