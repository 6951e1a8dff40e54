import { z } from 'zod'
import type { Postgres } from '../../platform/context.ts'
import { displayName } from '../../understand/rules/index.ts'
import type { TemplateView } from './schema.ts'
import { templateTables } from './store.ts'

// Only what is asked of a graph: nodes that name a template, or one for each of several channels.
const graphs = z.object({
  nodes: z.record(
    z.string(),
    z
      .object({ template: z.string().optional(), templates: z.record(z.string(), z.string()).optional() })
      .catch({}),
  ),
})

/** The journeys that send a template, in the version that runs or, without one, in their draft. */
export async function usesOf(postgres: Postgres, key: string): Promise<TemplateView['usedBy']> {
  const rows = await templateTables(postgres)
    .selectFrom('journey')
    .leftJoin('journey_version', (join) =>
      join
        .onRef('journey_version.journey_id', '=', 'journey.id')
        .onRef('journey_version.version', '=', 'journey.published_version'),
    )
    .select([
      'journey.key',
      'journey.name',
      'journey.status',
      'journey.graph',
      'journey_version.graph as published',
    ])
    .orderBy('journey.key')
    .execute()
  return rows.flatMap((row) => {
    const graph = graphs.safeParse(row.published ?? row.graph)
    if (!graph.success) return []
    return Object.entries(graph.data.nodes)
      .filter(([, node]) => node.template === key || Object.values(node.templates ?? {}).includes(key))
      .map(([node]) => ({ journey: row.key, name: displayName.parse(row.name), node, status: row.status }))
  })
}
