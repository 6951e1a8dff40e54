import type { GraphJson } from '../../../../api/journeys.ts'
import { type Graph, type JourneyDocument, type Layout } from './graph.ts'

/** The document as the API takes it: the graph with its layout, without what has not been chosen. */
export function writtenGraph({ graph, layout }: JourneyDocument): GraphJson {
  // JSON leaves out what is undefined; places of nodes that are gone are of no use to anybody.
  const places = Object.fromEntries(
    Object.entries(layout).filter(([id]) => id.startsWith('$') || graph.nodes[id] !== undefined),
  )
  return JSON.parse(JSON.stringify({ ...graph, layout: places })) as GraphJson
}

/** A graph of the API as the canvas holds it. */
export function readGraph(json: GraphJson): JourneyDocument {
  const { layout = {}, ...graph } = json
  // The server checked what is there; what may be missing is optional in Graph.
  return { graph: graph as unknown as Graph, layout: layout satisfies Layout }
}
