import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import { readJourneyGraphs } from '../read-graphs.ts'
import type { JourneyGraph } from '../schema.ts'
import { findJourney } from './find-journey.ts'
import { type NodeContacts, readContacts } from './read-contacts.ts'
import { type Edge, readEdges } from './read-edges.ts'
import type { ContactCounts, GraphCounts, JourneyCounts } from './schema.ts'

/**
 * Who stands where, who went where and what was sent, by the commit log: no customer is counted
 * anew, except within a data scope.
 * @param version only what happened in this version
 * @throws AppError not_found
 */
export async function readCounts(ctx: Context, key: string, version?: number): Promise<JourneyCounts> {
  const journey = await findJourney(ctx, key)
  const [graphs, edges, contacts, last] = await Promise.all([
    readJourneyGraphs(ctx, journey.id),
    readEdges(ctx, { id: journey.id, committed: journey.committed_tick }, version),
    readContacts(ctx, { journey: journey.id, committed: journey.committed_tick, version }),
    sql<{ at: Date | null }>`SELECT max(at) AS at FROM journey_tick WHERE journey_id = ${journey.id}`.execute(
      ctx.postgres,
    ),
  ])
  const graph = graphs.get(version ?? journey.published_version ?? 0)
  return {
    ...graphCountsOf(graph, edges, contacts),
    version: version ?? null,
    committedTick: journey.committed_tick,
    asOf: last.rows[0]?.at?.toISOString() ?? null,
  }
}

/** The counts of a graph from what went along its edges: who stands at a node arrived there and did not leave. */
export function graphCountsOf(
  graph: JourneyGraph | undefined,
  edges: readonly Edge[],
  contacts: readonly NodeContacts[],
): GraphCounts {
  const ids = new Set([...Object.keys(graph?.nodes ?? {}), ...edges.flatMap(({ from, to }) => [from, to])])
  ids.delete('')
  const typeOf = (id: string): string => graph?.nodes[id]?.type ?? ''
  const nodes = [...ids].map((node) => {
    const passed = total(edges.filter((edge) => edge.to === node))
    const ofNode = contacts.filter((one) => one.node === node)
    const contacting = typeOf(node) === 'message' || ofNode.length > 0
    return {
      node,
      type: typeOf(node),
      passed,
      standing: passed - total(edges.filter((edge) => edge.from === node)),
      contacts: contacting ? sumContacts(ofNode) : null,
    }
  })
  const standing = (matches: (node: { node: string; type: string }) => boolean): number =>
    nodes.filter(matches).reduce((sum, node) => sum + node.standing, 0)
  return {
    entered: total(edges.filter(({ from }) => from === '')),
    inside: standing(({ node, type }) => !node.startsWith('$') && type !== 'exit'),
    heldOut: standing(({ node }) => node === '$holdout'),
    converted: standing(({ node }) => node === '$goal'),
    left: standing(({ node, type }) => node === '$exit_rule' || node === '$exit' || type === 'exit'),
    cancelled: standing(({ node }) => node === '$cancelled'),
    nodes,
    edges: [...edges],
    channels: [...Map.groupBy(contacts, ({ channel }) => channel)]
      .map(([channel, ofChannel]) => ({ channel, ...sumContacts(ofChannel) }))
      .toSorted((a, b) => (a.channel < b.channel ? -1 : 1)),
  }
}

const total = (edges: readonly Edge[]): number => edges.reduce((sum, edge) => sum + edge.customers, 0)

function sumContacts(parts: readonly ContactCounts[]): ContactCounts {
  const suppressed: Record<string, number> = {}
  for (const part of parts) {
    for (const [reason, contacts] of Object.entries(part.suppressed)) {
      suppressed[reason] = (suppressed[reason] ?? 0) + contacts
    }
  }
  const sum = (field: Exclude<keyof ContactCounts, 'suppressed'>): number =>
    parts.reduce((all, part) => all + part[field], 0)
  return {
    queued: sum('queued'),
    held: sum('held'),
    suppressed,
    sent: sum('sent'),
    failed: sum('failed'),
    delivered: sum('delivered'),
    opened: sum('opened'),
    clicked: sum('clicked'),
  }
}
