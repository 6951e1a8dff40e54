import type { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { readSnapshot } from '../read-snapshot.ts'
import { countOverlaps } from './queries/count-overlaps.ts'
import type { overlapQuery, overlapView } from './schema.ts'

/**
 * How far segments overlap, by their latest snapshots.
 * @throws AppError not_found for a segment without a snapshot
 */
export async function overlapSegments(
  ctx: Context,
  { segments }: z.output<typeof overlapQuery>,
  signal?: AbortSignal,
): Promise<z.output<typeof overlapView>> {
  const snapshots = await Promise.all(segments.map((key) => readSnapshot(ctx, key)))
  const { pairs, union } = await countOverlaps(ctx, snapshots, { signal })
  const both = (a: number, b: number): number => pairs.get(a)?.get(b) ?? 0
  const size = ({ segmentId }: { segmentId: number }): number => both(segmentId, segmentId)
  return {
    segments: snapshots.map((snapshot) => ({
      key: snapshot.key,
      name: snapshot.name,
      customers: size(snapshot),
      version: snapshot.version,
      asOf: snapshot.asOf.toISOString(),
    })),
    cells: snapshots.map((a) =>
      snapshots.map((b) => {
        const customers = both(a.segmentId, b.segmentId)
        const either = size(a) + size(b) - customers
        return { customers, jaccard: either === 0 ? null : customers / either }
      }),
    ),
    union,
  }
}
