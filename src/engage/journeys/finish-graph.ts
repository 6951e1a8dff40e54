import type { ErrorDetail } from '../../platform/errors.ts'
import { detailsOfZod } from '../../platform/http/problem.ts'
import { type JourneyGraph, journeyGraph, type UnfinishedGraph } from './schema.ts'

/** A draft as a complete graph, or what it still lacks, each with a JSON pointer. */
export function finishGraph(
  draft: UnfinishedGraph,
): { graph: JourneyGraph; problems: [] } | { graph: null; problems: ErrorDetail[] } {
  const parsed = journeyGraph.safeParse(draft)
  if (parsed.success) return { graph: parsed.data, problems: [] }
  return { graph: null, problems: detailsOfZod(parsed.error) }
}
