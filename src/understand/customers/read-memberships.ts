import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { displayName } from '../rules/index.ts'
import { findPerson } from './person.ts'
import { segmentsOfCustomer } from './queries/segments-of-customer.ts'
import { readTables } from './store.ts'

export const membershipView = z.object({
  key: z.string(),
  name: displayName,
  version: z.number().int().describe('Of the latest snapshot, which has the customer'),
  asOf: z.iso.datetime(),
})

/** The segments whose latest committed snapshot has this customer. */
export async function readMemberships(
  ctx: Context,
  reference: string,
): Promise<z.output<typeof membershipView>[]> {
  const [{ members }, snapshots] = await Promise.all([
    findPerson(ctx, reference),
    readTables(ctx.postgres)
      .selectFrom('segment')
      .innerJoin('segment_snapshot', 'segment_snapshot.segment_id', 'segment.id')
      .distinctOn('segment.id')
      .select([
        'segment.id',
        'segment.key',
        'segment.name',
        'segment_snapshot.version',
        'segment_snapshot.as_of',
      ])
      .where('segment.archived_at', 'is', null)
      .orderBy('segment.id')
      .orderBy('segment_snapshot.version', 'desc')
      .execute(),
  ])
  if (snapshots.length === 0) return []
  const found = await segmentsOfCustomer(ctx.clickhouse, {
    members,
    snapshots: snapshots.map(({ id, version }) => [id, version]),
  })
  const inside = new Set(found.map(({ segment }) => segment))
  return snapshots
    .filter(({ id }) => inside.has(id))
    .map(({ key, name, version, as_of }) => ({ key, name, version, asOf: as_of.toISOString() }))
    .toSorted((a, b) => a.key.localeCompare(b.key))
}
