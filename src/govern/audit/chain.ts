import { createHash } from 'node:crypto'
import type { AuditTable } from './store.ts'

/** What precedes the first row. */
export const genesis = Buffer.alloc(32)

type Sealed = Omit<AuditTable, 'id' | 'hash'>

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}

/** SHA-256 over the previous row's hash and every field of this one: changing any row breaks all that follow. */
export function sealAudit(row: Sealed): Buffer {
  return createHash('sha256')
    .update(row.previous_hash)
    .update(
      canonicalJson([
        row.at.toISOString(),
        row.actor_kind,
        row.actor_id,
        row.actor_name,
        row.address,
        row.action,
        row.object_kind,
        row.object_id,
        row.result,
        row.detail,
      ]),
    )
    .digest()
}
