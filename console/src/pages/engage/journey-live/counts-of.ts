import type { GraphCounts } from '../../../api/journeys.ts'
import { type Counts, edgeKey } from '../journey-canvas/cards.ts'
import { entryId } from '../journey-canvas/model/graph.ts'

/** What the API counted, as the canvas shows it. The entry is '' there and a card here. */
export function countsOf(counts: GraphCounts): Counts {
  return {
    entered: counts.entered,
    nodes: new Map(counts.nodes.map(({ node, passed, standing }) => [node, { passed, standing }])),
    edges: new Map(
      counts.edges.map(({ from, to, customers }) => [edgeKey(from === '' ? entryId : from, to), customers]),
    ),
  }
}
