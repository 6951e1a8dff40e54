import type { Context } from '../../../platform/context.ts'
import type { JourneyGraph } from '../schema.ts'
import { entryProblems } from './entry-problems.ts'
import { type KnownDefinitions, loadKnownDefinitions } from './known-definitions.ts'
import { nodeProblems } from './node-problems.ts'
import type { GraphProblem } from './schema.ts'
import { readGraph } from './shape-problems.ts'
import { structureProblems } from './structure-problems.ts'

/**
 * Everything wrong with a graph; each problem points at its node.
 * @param own key of the journey that the graph belongs to, if it has one yet
 */
export function graphProblems(
  graph: JourneyGraph,
  known: KnownDefinitions,
  own: string | null = null,
): GraphProblem[] {
  return [
    ...structureProblems(graph),
    ...entryProblems(graph, known, own),
    ...nodeProblems(graph, known, own),
  ]
}

/** Check what may not even be a graph against what exists now. */
export async function checkGraph(
  ctx: Context,
  value: unknown,
  own: string | null = null,
): Promise<{ valid: boolean; problems: GraphProblem[] }> {
  const { graph, problems = [] } = readGraph(value)
  const found = graph ? graphProblems(graph, await loadKnownDefinitions(ctx), own) : problems
  return { valid: found.every(({ severity }) => severity === 'warning'), problems: found }
}
