import type { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { membersSql, readSnapshot } from './read-snapshot.ts'
import { sampleCustomers } from './queries/sample-customers.ts'
import type { memberQuery, memberView } from './schema.ts'

/**
 * Some members of a snapshot (the latest unless said), masked; or some who came or went with it.
 * @throws AppError not_found when there is no such snapshot, conflict when its members were deleted
 */
export async function listMembers(
  ctx: Context,
  key: string,
  { limit, version, change }: z.output<typeof memberQuery>,
): Promise<{ version: number; items: z.output<typeof memberView>[] }> {
  const snapshot = await readSnapshot(ctx, key, version)
  const now = membersSql(snapshot)
  const bitmap = change === undefined ? now : await changedSql(ctx, key, snapshot.version, now, change)
  return {
    version: snapshot.version,
    items: await sampleCustomers(ctx, bitmap, limit),
  }
}

async function changedSql(
  ctx: Context,
  key: string,
  version: number,
  now: string,
  change: 'added' | 'removed',
): Promise<string> {
  if (version === 1) {
    if (change === 'removed') throw new AppError('not_found', 'Nobody left with the first snapshot')
    return now
  }
  const before = membersSql(await readSnapshot(ctx, key, version - 1))
  return change === 'added' ? `bitmapAndnot(${now}, ${before})` : `bitmapAndnot(${before}, ${now})`
}
