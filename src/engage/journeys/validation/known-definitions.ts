import type { Context } from '../../../platform/context.ts'
import type { RuleCatalogue } from '../../../understand/rules/index.ts'
import { loadRuleCatalogue } from '../../../understand/segments/index.ts'
import { loadManualTags } from '../../../understand/tags/index.ts'
import { readWebhookEndpoints } from '../../channels/index.ts'
import { listTemplates } from '../../templates/index.ts'
import { type JourneyGraph, journeyGraph } from '../schema.ts'
import { journeyTables } from '../store.ts'

/** What a graph refers to and must exist, and the instant at which it is looked at. */
export interface KnownDefinitions {
  readonly catalogue: RuleCatalogue
  /** Published template → channel. */
  readonly templates: ReadonlyMap<string, string>
  /** Names of the endpoints that webhooks can go to. */
  readonly endpoints: ReadonlySet<string>
  /** Tags whose values people set. */
  readonly manualTags: ReadonlyMap<string, 'string' | 'number' | 'boolean' | 'date'>
  /** The graphs that journeys run (drafts of those that never did), by key; null: not even a draft that is finished. */
  readonly journeys: ReadonlyMap<string, JourneyGraph | null>
  readonly now: Date
}

export async function loadKnownDefinitions(ctx: Context): Promise<KnownDefinitions> {
  const [catalogue, templates, manualTags, endpoints, journeys] = await Promise.all([
    loadRuleCatalogue(ctx),
    listTemplates(ctx),
    loadManualTags(ctx),
    readWebhookEndpoints(ctx),
    journeyTables(ctx.postgres)
      .selectFrom('journey')
      .leftJoin('journey_version', (join) =>
        join
          .onRef('journey_version.journey_id', '=', 'journey.id')
          .onRef('journey_version.version', '=', 'journey.published_version'),
      )
      .select(['journey.key', 'journey.graph as draft', 'journey_version.graph as published'])
      .execute(),
  ])
  return {
    catalogue,
    templates: new Map(templates.map(({ key, channel }) => [key, channel])),
    manualTags,
    endpoints: new Set(endpoints.keys()),
    journeys: new Map(
      journeys.map(({ key, draft, published }) => [
        key,
        journeyGraph.safeParse(published ?? draft).data ?? null,
      ]),
    ),
    now: ctx.clock.now(),
  }
}
