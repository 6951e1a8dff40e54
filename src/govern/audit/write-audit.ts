import { sql, type Transaction } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { genesis, sealAudit } from './chain.ts'
import { auditTables } from './store.ts'

export interface AuditEntry {
  /** `<object>.<verb>`, e.g. `segment.create`. */
  readonly action: string
  readonly objectKind: string
  readonly objectId: string
  readonly result?: 'ok' | 'refused'
  /** What changed, without personal data and secrets. */
  readonly detail?: Readonly<Record<string, unknown>>
}

/** Serialises the writers of the chain until their transactions end. */
const chainLock = 7_700_002

/**
 * Append one row to the audit chain inside the transaction of the write it describes: both happen or neither.
 * Call it last, because it holds the chain until the transaction ends.
 */
export async function writeAudit<Tables>(
  transaction: Transaction<Tables>,
  ctx: Pick<Context, 'clock' | 'actor'>,
  entry: AuditEntry,
): Promise<void> {
  const db = auditTables(transaction as unknown as Transaction<Record<never, never>>)
  await sql`SELECT pg_advisory_xact_lock(${chainLock})`.execute(db)
  const last = await db.selectFrom('audit').select('hash').orderBy('id', 'desc').limit(1).executeTakeFirst()
  const row = {
    at: ctx.clock.now(),
    actor_kind: ctx.actor.kind,
    actor_id: ctx.actor.id,
    actor_name: ctx.actor.name,
    address: ctx.actor.address,
    action: entry.action,
    object_kind: entry.objectKind,
    object_id: entry.objectId,
    result: entry.result ?? 'ok',
    detail: JSON.parse(JSON.stringify(entry.detail ?? {})) as unknown,
    previous_hash: last?.hash ?? genesis,
  } as const
  await db
    .insertInto('audit')
    .values({ ...row, detail: JSON.stringify(row.detail), hash: sealAudit(row) })
    .execute()
}
