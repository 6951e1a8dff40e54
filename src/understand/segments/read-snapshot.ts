import type { Context } from '../../platform/context.ts'
import { canonical } from '../../platform/clickhouse/canonical.ts'
import { AppError } from '../../platform/errors.ts'
import type { DisplayName } from '../rules/index.ts'
import { segmentTables } from './store.ts'

/** A committed snapshot whose members are there. */
export interface StoredSnapshot {
  readonly segmentId: number
  readonly key: string
  readonly name: DisplayName
  readonly version: number
  readonly customers: number
  readonly asOf: Date
}

/**
 * A snapshot of a segment, the latest unless said.
 * @throws AppError not_found when there is none, conflict when its members were deleted
 */
export async function readSnapshot(ctx: Context, key: string, version?: number): Promise<StoredSnapshot> {
  let rows = segmentTables(ctx.postgres)
    .selectFrom('segment')
    .leftJoin('segment_snapshot', 'segment_snapshot.segment_id', 'segment.id')
    .select([
      'segment.id as segmentId',
      'segment.key',
      'segment.name',
      'segment_snapshot.version',
      'customers',
      'as_of',
      'dropped_at',
    ])
    .where('segment.key', '=', key)
    .orderBy('segment_snapshot.version', 'desc')
    .limit(1)
  if (version !== undefined) rows = rows.where('segment_snapshot.version', '=', version)
  const row = await rows.executeTakeFirst()
  if (!row && version === undefined) throw new AppError('not_found', `There is no segment "${key}"`)
  if (!row || row.version === null || row.customers === null || row.as_of === null) {
    throw new AppError(
      'not_found',
      version === undefined
        ? `The segment "${key}" has no snapshot: take one first`
        : `The segment "${key}" has no snapshot ${version}`,
    )
  }
  if (row.dropped_at) {
    throw new AppError(
      'conflict',
      `The members of snapshot ${row.version} of "${key}" were deleted: only the latest and pinned ones are kept`,
    )
  }
  const { segmentId, name, customers } = row
  return { segmentId, key: row.key, name, version: row.version, customers, asOf: row.as_of }
}

/** SQL expression of the bitmap of a snapshot's members. */
export function membersSql({ segmentId, version }: { segmentId: number; version: number }): string {
  return `(SELECT groupBitmapState(${canonical('customer')}) FROM segment_member WHERE segment = ${segmentId} AND version = ${version})`
}
