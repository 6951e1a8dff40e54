import { scopedCustomersSql } from '../../govern/access/index.ts'
import type { Context } from '../../platform/context.ts'
import { countSnapshots } from './queries/count-snapshots.ts'

interface Sizes {
  readonly customers: number
  readonly added: number
  readonly removed: number
}

/**
 * How large snapshots are among the customers in the data scope of who asks; what is stored of them, for who sees all.
 * @returns the snapshot with those sizes instead of the stored ones
 */
export async function sizesWithinScope<Stored extends Sizes & { readonly version: number }>(
  ctx: Pick<Context, 'clickhouse' | 'actor'>,
  snapshots: readonly { readonly segmentId: number; readonly stored: Stored }[],
): Promise<Stored[]> {
  const among = scopedCustomersSql(ctx.actor)
  if (among === null || snapshots.length === 0) return snapshots.map(({ stored }) => stored)
  const asked = snapshots.map(({ segmentId, stored }) => ({ segmentId, version: stored.version }))
  const counted = await countSnapshots(ctx.clickhouse, asked, among)
  const sizes = new Map(counted.map(({ segmentId, version, ...size }) => [`${segmentId} ${version}`, size]))
  return snapshots.map(({ segmentId, stored }) => ({
    ...stored,
    ...(sizes.get(`${segmentId} ${stored.version}`) ?? { customers: 0, added: 0, removed: 0 }),
  }))
}
