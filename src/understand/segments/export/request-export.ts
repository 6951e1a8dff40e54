import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { loadRuleCatalogue } from '../load-catalogue.ts'
import { namedTags } from '../profile/features.ts'
import { readSnapshot } from '../read-snapshot.ts'
import { segmentTables } from '../store.ts'
import type { ExportRequest } from './schema.ts'

/** How long a file waits to be fetched. */
const waitMilliseconds = 15 * 60_000

/** Who may fetch a file. */
export const actorOf = ({ actor }: Context): string => `${actor.kind}:${actor.id}`

/**
 * Ask for the members of a segment's latest snapshot as a file, for a reason that is kept.
 * @returns the id of the ticket
 * @throws AppError not_found for a segment without a snapshot, invalid_definition for a tag without values, forbidden
 * when plain personal data is asked for without customers:unmask
 */
export async function requestExport(ctx: Context, key: string, request: ExportRequest): Promise<number> {
  const { segmentId, version, customers } = await readSnapshot(ctx, key)
  if (request.unmasked && !ctx.actor.scopes.has('customers:unmask'))
    throw new AppError('forbidden', 'Plain personal data needs the scope customers:unmask')
  namedTags(request.tags, await loadRuleCatalogue(ctx))
  const now = ctx.clock.now()
  const options = { ...request, fields: [...new Set(request.fields)], tags: [...new Set(request.tags)] }
  return ctx.postgres.transaction().execute(async (transaction) => {
    const row = await segmentTables(transaction)
      .insertInto('segment_export')
      .values({
        segment_id: segmentId,
        version,
        options: JSON.stringify(options),
        reason: request.reason,
        state: 'ready',
        actor: actorOf(ctx),
        created_by: ctx.actor.name,
        created_at: now,
        expires_at: new Date(now.getTime() + waitMilliseconds),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { fields, tags, unmasked, reason } = options
    await writeAudit(transaction, ctx, {
      action: 'segment.export',
      objectKind: 'segment',
      objectId: String(segmentId),
      detail: { key, export: row.id, version, customers, fields, tags, unmasked, reason },
    })
    return row.id
  })
}
