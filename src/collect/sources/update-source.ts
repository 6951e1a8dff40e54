import { sql } from 'kysely'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import { readSource } from './list-sources.ts'
import { type SourceChange, sourceChange, type SourceView, viewOfSource } from './schema.ts'
import { sourceColumns, sourceTables } from './store.ts'
import { generateWriteKey } from './write-key.ts'

/** @throws AppError not_found, precondition_failed when it is no longer at `version` */
export async function updateSource(
  ctx: Context,
  id: number,
  input: SourceChange,
  version: number,
): Promise<SourceView> {
  const change = sourceChange.parse(input)
  const columns = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.channel === undefined ? {} : { channel: change.channel }),
    ...(change.allowedOrigins === undefined ? {} : { allowed_origins: change.allowedOrigins }),
    ...(change.strict === undefined ? {} : { strict: change.strict }),
    ...(change.enabled === undefined ? {} : { enabled: change.enabled }),
  }
  return write(ctx, id, version, columns, 'source.update', change)
}

/** A new write key; the old one stops working within seconds, wherever it is embedded. */
export async function rotateWriteKey(ctx: Context, id: number, version: number): Promise<SourceView> {
  return write(ctx, id, version, { write_key: generateWriteKey() }, 'source.rotate_write_key', {})
}

interface Columns {
  name?: string
  channel?: string
  allowed_origins?: string[]
  strict?: boolean
  enabled?: boolean
  write_key?: string
}

async function write(
  ctx: Context,
  id: number,
  version: number,
  columns: Columns,
  action: string,
  detail: Readonly<Record<string, unknown>>,
): Promise<SourceView> {
  await readSource(ctx, id)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const row = await sourceTables(transaction)
      .updateTable('source')
      .set({ ...columns, version: sql<number>`version + 1`, updated_at: ctx.clock.now() })
      .where('id', '=', id)
      .where('version', '=', version)
      .returning(sourceColumns)
      .executeTakeFirst()
    if (row === undefined) throw changedMeanwhile(`Source ${id}`)
    await writeAudit(transaction, ctx, { action, objectKind: 'source', objectId: String(id), detail })
    return viewOfSource(row)
  })
}
