import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { functionNames } from './allowed-functions.ts'
import { labViews } from './lab-views.ts'
import { limits } from './limits.ts'
import { openLabDatabase } from './open-lab-database.ts'
import type { labSchemaView } from './schema.ts'

/** The tables that the caller's statements may read, with what their columns mean. */
export async function readLabSchema(ctx: Context): Promise<z.output<typeof labSchemaView>> {
  const views = await labViews(ctx)
  const database = await openLabDatabase(ctx, views)
  const columns = await ctx.clickhouse.query(
    'SELECT table, name, type FROM system.columns WHERE database = {database:String}',
    { database },
    z.object({ table: z.string(), name: z.string(), type: z.string() }),
  )
  const types = new Map(columns.map(({ table, name, type }) => [`${table}.${name}`, type]))
  return {
    tables: views.map(({ name, description, columns: shown }) => ({
      name,
      description,
      columns: shown.map((column) => ({ ...column, type: types.get(`${name}.${column.name}`) ?? '' })),
    })),
    functions: [...functionNames],
    dataScope: ctx.actor.organisations === null ? null : [...ctx.actor.organisations],
    limits: {
      rows: limits.rows,
      exportRows: limits.exportRows,
      seconds: limits.seconds,
      memoryBytes: limits.memoryBytes,
    },
  }
}
