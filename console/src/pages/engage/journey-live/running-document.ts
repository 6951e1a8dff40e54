import type { GraphJson, Journey } from '../../../api/journeys.ts'
import type { JourneyDocument } from '../journey-canvas/model/graph.ts'
import { readGraph } from '../journey-canvas/model/written.ts'

/** What runs; before the first publication, the draft. Cards stand where the draft has them now. */
export function runningDocument(journey: Journey): JourneyDocument {
  const draft = readGraph(journey.graph)
  if (journey.publishedGraph === null) return draft
  const published = readGraph(journey.publishedGraph as GraphJson)
  return { graph: published.graph, layout: { ...published.layout, ...draft.layout } }
}
