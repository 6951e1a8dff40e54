import type { Selectable, Transaction } from 'kysely'
import { AppError } from '../../platform/errors.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import { type SegmentTable, segmentTables } from './store.ts'

/**
 * A segment in use, held for a change until the transaction ends.
 * @throws AppError not_found, conflict when it is archived, precondition_failed when someone else changed it meanwhile
 */
export async function lockSegment(
  transaction: Transaction<Record<never, never>>,
  key: string,
  version: number,
): Promise<Selectable<SegmentTable>> {
  const segment = await segmentTables(transaction)
    .selectFrom('segment')
    .selectAll()
    .where('key', '=', key)
    .forUpdate()
    .executeTakeFirst()
  if (!segment) throw new AppError('not_found', `There is no segment "${key}"`)
  if (segment.archived_at)
    throw new AppError('conflict', `The segment "${key}" is archived: restore it before you change it`)
  if (segment.version !== version) throw changedMeanwhile(`The segment "${key}"`)
  return segment
}
