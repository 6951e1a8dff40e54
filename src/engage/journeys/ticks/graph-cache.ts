import type { Postgres } from '../../../platform/context.ts'
import { type JourneyGraph, journeyGraph } from '../schema.ts'
import { journeyTables } from '../store.ts'

/** Published graphs by journey and version. A version never changes, so it is read and parsed once. */
export class GraphCache {
  readonly #known = new Map<number, Map<number, JourneyGraph>>()

  async read(
    connection: Postgres,
    journeys: readonly { readonly id: number; readonly published: number }[],
  ): Promise<ReadonlyMap<number, ReadonlyMap<number, JourneyGraph>>> {
    const unknown = journeys.filter(({ id, published }) => !this.#known.get(id)?.has(published))
    if (unknown.length > 0) {
      const rows = await journeyTables(connection)
        .selectFrom('journey_version')
        .select(['journey_id', 'version', 'graph'])
        .where(
          'journey_id',
          'in',
          unknown.map(({ id }) => id),
        )
        .execute()
      for (const { journey_id, version, graph } of rows) {
        const versions = this.#known.get(journey_id) ?? new Map<number, JourneyGraph>()
        versions.set(version, journeyGraph.parse(graph))
        this.#known.set(journey_id, versions)
      }
    }
    return new Map(journeys.map(({ id }) => [id, this.#known.get(id) ?? new Map<number, JourneyGraph>()]))
  }
}
