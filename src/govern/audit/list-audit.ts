import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { cutPage, decodeCursor } from '../../platform/http/route-kit.ts'
import type { AuditQuery, AuditView } from './schema.ts'
import { auditTables } from './store.ts'

/** Audit rows, newest first. */
export async function listAudit(
  ctx: Context,
  query: AuditQuery,
): Promise<{ items: AuditView[]; next: string | null }> {
  let select = auditTables(ctx.postgres)
    .selectFrom('audit')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
  if (query.cursor) select = select.where('id', '<', decodeCursor(query.cursor, z.number().int()))
  if (query.action) select = select.where('action', 'like', `${query.action.replaceAll(/[%_\\]/g, '\\$&')}%`)
  if (query.actor) select = select.where('actor_name', '=', query.actor)
  if (query.objectKind) select = select.where('object_kind', '=', query.objectKind)
  if (query.objectId) select = select.where('object_id', '=', query.objectId)
  const rows = await select.execute()
  const { items, next } = cutPage(rows, query.limit, ({ id }) => id)
  return {
    items: items.map((row) => ({
      id: row.id,
      at: row.at.toISOString(),
      actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
      address: row.address,
      action: row.action,
      objectKind: row.object_kind,
      objectId: row.object_id,
      result: row.result,
      detail: row.detail,
    })),
    next,
  }
}
