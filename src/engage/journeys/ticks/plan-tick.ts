import { z } from 'zod'
import { quietAction, readContactPolicy, type ContactPolicy } from '../../../decide/policy/index.ts'
import { readTradingDays, type TradingCalendar } from '../../../decide/trading-days/index.ts'
import type { Context, Postgres } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import type { RuleCatalogue } from '../../../understand/rules/index.ts'
import { latestSnapshot, loadRuleCatalogue } from '../../../understand/segments/index.ts'
import { behaviourOf, messageChoices, type NodeBehaviour } from '../nodes/index.ts'
import { readJourneyGraphs } from '../read-graphs.ts'
import type { JourneyGraph, Node } from '../schema.ts'
import { journeyTables } from '../store.ts'

export interface Cohort {
  readonly tick: number
  readonly customers: number
  readonly partial: boolean
  readonly wake: Date
}

/** Customers of some cohorts at one node of one version, who may leave it in this tick. */
export interface Move {
  readonly version: number
  readonly id: string
  readonly node: Node
  readonly behaviour: NodeBehaviour
  readonly cohorts: readonly Cohort[]
}

export interface Entry {
  readonly segment: number
  readonly snapshot: number
  readonly next: string
  readonly version: number
}

/** All that a tick will do, decided before anything is written. */
export interface TickPlan {
  readonly journey: { readonly id: number; readonly key: string }
  readonly tick: number
  readonly now: Date
  readonly entry: Entry | null
  readonly moves: readonly Move[]
  readonly policy: ContactPolicy
  readonly graphs: ReadonlyMap<number, JourneyGraph>
  /** Empty when no move reads it. */
  readonly catalogue: RuleCatalogue
  readonly tradingDays: TradingCalendar
}

const emptyCatalogue: RuleCatalogue = { tags: new Map(), segments: new Map(), lists: new Map() }

const entryState = z.object({ segment: z.number().optional(), snapshot: z.number().optional() })

/**
 * What the next tick of a running journey has to do; null when it does not run or nobody is ready.
 * @param poll also look at nodes that customers leave early (goals)
 */
export async function planTick(
  ctx: Context,
  connection: Postgres,
  journeyId: number,
  poll: boolean,
): Promise<TickPlan | null> {
  const db = journeyTables(connection)
  const now = ctx.clock.now()
  const journey = await db
    .selectFrom('journey')
    .select(['id', 'key', 'status', 'committed_tick', 'entry_state', 'published_version'])
    .where('id', '=', journeyId)
    .executeTakeFirstOrThrow()
  if (journey.status !== 'running' || journey.published_version === null) return null
  const graphs = await readJourneyGraphs({ postgres: connection }, journeyId)
  const policy = await readContactPolicy(ctx)
  const entry = await planEntry(ctx, graphs, journey.published_version, entryState.parse(journey.entry_state))
  const moves = (await readMoves(connection, journeyId, graphs, poll, now)).filter(
    ({ node }) =>
      node.type !== 'message' ||
      messageChoices(node).some(
        ({ channel }) => quietAction(policy, channel, now, ctx.config.timezone) !== 'hold',
      ),
  )
  if (!entry && moves.length === 0) return null
  const catalogue = moves.some(({ behaviour }) => behaviour.readsCatalogue)
    ? await loadRuleCatalogue(ctx)
    : emptyCatalogue
  return {
    journey,
    tick: journey.committed_tick + 1,
    now,
    entry,
    moves,
    policy,
    graphs,
    catalogue,
    tradingDays: await readTradingDays(ctx),
  }
}

/** Entry has work when the segment has a snapshot that the journey has not read yet. */
async function planEntry(
  ctx: Context,
  graphs: ReadonlyMap<number, JourneyGraph>,
  version: number,
  read: z.infer<typeof entryState>,
): Promise<Entry | null> {
  const graph = graphs.get(version)
  if (!graph) throw new AppError('internal', `The published version ${version} of the journey is missing`)
  if (graph.entry.type !== 'segment') return null
  const snapshot = await latestSnapshot(ctx, graph.entry.segment)
  if (!snapshot) return null
  if (read.segment === snapshot.segmentId && read.snapshot === snapshot.version) return null
  return { segment: snapshot.segmentId, snapshot: snapshot.version, next: graph.entry.next, version }
}

async function readMoves(
  connection: Postgres,
  journeyId: number,
  graphs: ReadonlyMap<number, JourneyGraph>,
  poll: boolean,
  now: Date,
): Promise<Move[]> {
  const pollNodes = [...graphs].flatMap(([version, graph]) =>
    Object.entries(graph.nodes).flatMap(([id, node]) =>
      behaviourOf(node).polls ? [{ version, node: id }] : [],
    ),
  )
  const rows = await journeyTables(connection)
    .selectFrom('journey_cohort')
    .selectAll()
    .where('journey_id', '=', journeyId)
    .where((is) => is.or([is('wake', '<=', now), ...(poll ? pollNodes.map((place) => is.and(place)) : [])]))
    .orderBy('version')
    .orderBy('node')
    .orderBy('tick')
    .execute()
  return [...Map.groupBy(rows, (row) => `${row.version}/${row.node}`).values()].flatMap((cohorts) => {
    const [first] = cohorts
    const node = first && graphs.get(first.version)?.nodes[first.node]
    if (!node)
      throw new AppError('internal', `Customers stand at "${first?.node}", which is not in their version`)
    return [{ version: first.version, id: first.node, node, behaviour: behaviourOf(node), cohorts }]
  })
}
