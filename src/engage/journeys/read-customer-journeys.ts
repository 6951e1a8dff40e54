import { z } from 'zod'
import { findPerson } from '../../understand/customers/index.ts'
import type { Context } from '../../platform/context.ts'
import { committedSql, readCommittedTicks } from '../contact-gate/index.ts'
import { localisedText } from '../templates/index.ts'
import { readJourneyGraphs } from './read-graphs.ts'
import type { JourneyGraph } from './schema.ts'
import { journeyTables } from './store.ts'

const step = z.object({
  node: z.string(),
  type: z.string().describe('Of the node; "" for where the journey ends by itself'),
  at: z.iso.datetime(),
  wake: z.iso.datetime().describe('When the customer is ready to go on'),
})
export const customerJourney = z.object({
  key: z.string(),
  name: localisedText,
  version: z.number().int(),
  customer: z.number().int().describe('The number that entered, before merges'),
  state: z.enum(['inside', 'held_out', 'converted', 'left']),
  node: z.string().describe('Where the customer stands'),
  since: z.iso.datetime(),
  wake: z.iso.datetime().nullable().describe('When the customer is ready to go on; null at the end'),
  steps: z.array(step).describe('The first step first'),
})
type CustomerJourney = z.output<typeof customerJourney>

const mostSteps = 2_000
const instant = (text: string): string => `${text.replace(' ', 'T')}Z`
const row = z.object({
  journey: z.number(),
  version: z.number(),
  customer: z.number(),
  node: z.string(),
  at: z.string().transform(instant),
  wake: z.string().transform(instant),
})

/** The journeys a customer is or was in, the latest moved first, with every step of each. */
export async function readCustomerJourneys(ctx: Context, reference: string): Promise<CustomerJourney[]> {
  const [{ members }, ticks, journeys] = await Promise.all([
    findPerson(ctx, reference),
    readCommittedTicks(ctx),
    journeyTables(ctx.postgres).selectFrom('journey').select(['id', 'key', 'name']).execute(),
  ])
  const rows = await ctx.clickhouse.query(
    `SELECT journey, version, customer, node, at, wake FROM journey_step
     WHERE customer IN {members:Array(UInt32)} AND ${committedSql(ticks)}
     ORDER BY tick DESC, at DESC LIMIT ${mostSteps}`,
    { members },
    row,
  )
  const byId = new Map(journeys.map((journey) => [journey.id, journey]))
  const passages = [...Map.groupBy(rows, (one) => `${one.journey} ${one.version} ${one.customer}`).values()]
  const graphs = new Map<number, Map<number, JourneyGraph>>()
  for (const id of new Set(rows.map(({ journey }) => journey)))
    graphs.set(id, await readJourneyGraphs(ctx, id))
  return passages.flatMap((passage): CustomerJourney[] => {
    const [last] = passage
    const journey = last && byId.get(last.journey)
    if (!last || !journey) return []
    const nodes = graphs.get(last.journey)?.get(last.version)?.nodes ?? {}
    const state = stateAt(last.node, nodes)
    return [
      {
        key: journey.key,
        name: localisedText.parse(journey.name),
        version: last.version,
        customer: last.customer,
        state,
        node: last.node,
        since: last.at,
        wake: state === 'inside' ? last.wake : null,
        steps: passage
          .toReversed()
          .map(({ node, at, wake }) => ({ node, type: nodes[node]?.type ?? '', at, wake })),
      },
    ]
  })
}

function stateAt(node: string, nodes: JourneyGraph['nodes']): CustomerJourney['state'] {
  if (node === '$holdout') return 'held_out'
  if (node === '$goal') return 'converted'
  return node.startsWith('$') || nodes[node]?.type === 'exit' ? 'left' : 'inside'
}
