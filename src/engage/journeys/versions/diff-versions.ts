import type { Context } from '../../../platform/context.ts'
import { journeyGraph } from '../schema.ts'
import { compareGraphs } from './compare-graphs.ts'
import { readSide } from './read-versions.ts'
import type { Side, VersionDiff } from './schema.ts'

/** What changed between two versions, or from a version to the draft. @throws AppError not_found */
export async function diffVersions(
  ctx: Context,
  key: string,
  { from, to }: { readonly from: Side; readonly to: Side },
): Promise<VersionDiff> {
  const [before, after] = await Promise.all([readSide(ctx, key, from), readSide(ctx, key, to)])
  return { from, to, ...compareGraphs(complete(before), complete(after)) }
}

/** A graph with everything that is understood when nothing is said; one that is not finished stays as it is. */
const complete = (graph: unknown): unknown => journeyGraph.safeParse(graph).data ?? graph
