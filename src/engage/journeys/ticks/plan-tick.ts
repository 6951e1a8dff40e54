import { sql } from 'kysely'
import { readUnread, type UnreadBlocks } from '../../../collect/drainer/index.ts'
import { readTradingDays, type TradingCalendar } from '../../../decide/trading-days/index.ts'
import type { ContactChannel } from '../../../govern/consent/index.ts'
import type { Context, Postgres } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import type { RuleCatalogue } from '../../../understand/rules/index.ts'
import { loadRuleCatalogue } from '../../../understand/segments/index.ts'
import { fullOutboxes } from '../../channels/index.ts'
import { isHeldBack } from '../backpressure/open-choices.ts'
import { type EntryState, entryState } from '../entry/entry-state.ts'
import { unreadFrom } from '../entry/event.ts'
import { type EntryPlan, planEntry } from '../entry/plan-entry.ts'
import { behaviourOf } from '../nodes/index.ts'
import type { JourneyGraph } from '../schema.ts'
import { journeyTables } from '../store.ts'
import { eventsOfNode } from '../triggers/listened-events.ts'
import type { GraphCache } from './graph-cache.ts'
import type { Cohort, Move } from './move.ts'
import { followingMoves } from './plan-following.ts'

export type { Cohort, Move } from './move.ts'

/** Cohorts of which somebody may be ready, and those of which nobody is. */
export function byWake(cohorts: readonly Cohort[], now: Date): { awake: Cohort[]; asleep: Cohort[] } {
  const awake = cohorts.filter(({ wake }) => wake <= now)
  return { awake, asleep: cohorts.filter(({ wake }) => wake > now) }
}

/** All that a tick will do, decided before anything is written. */
export interface TickPlan {
  readonly journey: { readonly id: number; readonly key: string }
  readonly tick: number
  readonly now: Date
  readonly entry: EntryPlan | null
  readonly moves: readonly Move[]
  /** What the ticks right after this one do, one each, which are written and committed with it (see plan-following.ts). */
  readonly following?: readonly (readonly Move[])[]
  readonly graphs: ReadonlyMap<number, JourneyGraph>
  /** Empty when neither the entry nor a move reads it. */
  readonly catalogue: RuleCatalogue
  readonly tradingDays: TradingCalendar
  /** Channels whose outboxes are full: no message goes there. */
  readonly full?: ReadonlySet<ContactChannel>
}

/** The tick and those that follow it at once. Of the latter nobody knows yet how many customers they move. */
export function ticksOf(plan: TickPlan): TickPlan[] {
  const { following = [], ...first } = plan
  return [first, ...following.map((moves, i) => ({ ...first, tick: plan.tick + i + 1, entry: null, moves }))]
}

export const lastTickOf = ({ tick, following = [] }: TickPlan): number => tick + following.length

/** What is looked at. */
export interface Look {
  /** Also at entries, and at nodes that customers leave early (goals); not only at who is ready. */
  readonly poll: boolean
  /** Of the nodes that customers leave early only those that wait for one of these events; null or absent: all. */
  readonly events?: ReadonlySet<string> | null | undefined
}

export const emptyCatalogue: RuleCatalogue = { tags: new Map(), segments: new Map(), lists: new Map() }

/** What the next ticks of these journeys have to do; nothing for those that do not run or where nobody is ready. */
export async function planTicks(
  ctx: Context,
  connection: Postgres,
  journeyIds: readonly number[],
  look: Look,
  cache: GraphCache,
): Promise<TickPlan[]> {
  const now = ctx.clock.now()
  const journeys = (await readRunning(connection, journeyIds)).map((journey) => ({
    ...journey,
    state: entryState.parse(journey.entry_state),
  }))
  const graphs = await cache.read(connection, journeys)
  const tradingDays = await readTradingDays({ postgres: connection })
  const unread = look.poll ? await readBlocks(connection, journeys, graphs) : nothingUnread
  let loaded: Promise<RuleCatalogue> | undefined
  const catalogue = (): Promise<RuleCatalogue> => (loaded ??= loadRuleCatalogue(ctx))
  const cohorts = Map.groupBy(
    await readCohorts(connection, journeys, graphs, look, now),
    (row) => row.journey_id,
  )
  let read: Promise<ReadonlySet<ContactChannel>> | undefined
  const outboxes = (): Promise<ReadonlySet<ContactChannel>> =>
    (read ??= fullOutboxes({ postgres: connection }))
  const plans: TickPlan[] = []
  for (const journey of journeys) {
    const own = graphs.get(journey.id)
    const graph = own?.get(journey.published)
    if (!own || !graph)
      throw new AppError('internal', `The published version of the journey "${journey.key}" is missing`)
    const scope = {
      ctx,
      connection,
      journey: { id: journey.id, key: journey.key, committedTick: journey.committed_tick },
      now,
      since: journey.since,
      state: journey.state,
      catalogue,
      ...blocksOf(unread, journey.id),
    }
    const closed = journey.entry_closed_at !== null
    const entry = look.poll ? await planEntry(scope, journey.published, graph, closed) : null
    const ready = movesOf(cohorts.get(journey.id) ?? [], own)
    const sends = Object.values(graph.nodes).some(({ type }) => type === 'message')
    const full = ready.some(isMessage) || (entry && sends) ? await outboxes() : noChannels
    const moves = ready.filter(({ node }) => !isHeldBack(node, full))
    if (!entry && moves.length === 0) continue
    const tick = journey.committed_tick + 1
    const following = entry ? followingMoves({ entry, graph, tick, now, moves }, full) : []
    const reads =
      entry?.entry.rule !== undefined ||
      [moves, ...following].flat().some(({ behaviour }) => behaviour.readsCatalogue)
    plans.push({
      journey: { id: journey.id, key: journey.key },
      tick,
      now,
      entry,
      moves,
      following,
      graphs: own,
      catalogue: reads ? await catalogue() : emptyCatalogue,
      tradingDays,
      full,
    })
  }
  return plans
}

const isMessage = ({ node }: Move): boolean => node.type === 'message'

const noChannels: ReadonlySet<ContactChannel> = new Set()

/** Journeys that run, and since when. */
export async function readRunning(connection: Postgres, journeyIds: readonly number[]) {
  const rows = await journeyTables(connection)
    .selectFrom('journey')
    .select(['id', 'key', 'committed_tick', 'entry_state', 'published_version', 'entry_closed_at'])
    .select(
      sql<Date>`(SELECT min(published_at) FROM journey_version WHERE journey_id = journey.id)`.as('since'),
    )
    .where('id', 'in', [...journeyIds])
    .where('status', '=', 'running')
    .where('published_version', 'is not', null)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ ...row, published: row.published_version ?? 0 }))
}

interface Unread {
  readonly unread: UnreadBlocks
  /** From which block on each journey has to read. */
  readonly from: ReadonlyMap<number, number>
}

const nothingUnread: Unread = { unread: { through: 0, blocks: [] }, from: new Map() }
const blocksOf = ({ unread, from }: Unread, id: number) => ({ unread, unreadFrom: from.get(id) ?? 0 })

/** The drained blocks that these journeys' entries by event have to look at, read once for all of them. */
async function readBlocks(
  connection: Postgres,
  journeys: readonly Readonly<{ id: number; published: number; state: EntryState; since: Date }>[],
  graphs: Graphs,
): Promise<Unread> {
  const names = new Set<string>()
  const from = new Map<number, number>()
  for (const { id, published, state, since } of journeys) {
    const entry = graphs.get(id)?.get(published)?.entry
    if (entry?.type !== 'event') continue
    names.add(entry.event)
    from.set(id, await unreadFrom(connection, state, since))
  }
  if (from.size === 0) return nothingUnread
  return { unread: await readUnread(connection, Math.min(...from.values()), [...names]), from }
}

type Graphs = ReadonlyMap<number, ReadonlyMap<number, JourneyGraph>>

/** Cohorts that are ready, and with `poll` those at nodes that customers leave early. */
function readCohorts(
  connection: Postgres,
  journeys: readonly { readonly id: number }[],
  graphs: Graphs,
  { poll, events }: Look,
  now: Date,
) {
  const early = !poll
    ? []
    : [...graphs].flatMap(([journey_id, versions]) =>
        [...versions].flatMap(([version, graph]) =>
          Object.entries(graph.nodes).flatMap(([node, definition]) =>
            behaviourOf(definition).polls &&
            (!events || eventsOfNode(definition).some((name) => events.has(name)))
              ? [{ journey_id, version, node }]
              : [],
          ),
        ),
      )
  return journeyTables(connection)
    .selectFrom('journey_cohort')
    .selectAll()
    .where('journey_id', 'in', journeys.length === 0 ? [0] : journeys.map(({ id }) => id))
    .where((is) => is.or([is('wake', '<=', now), ...early.map((place) => is.and(place))]))
    .orderBy('journey_id')
    .orderBy('version')
    .orderBy('node')
    .orderBy('tick')
    .execute()
}

type CohortRow = Awaited<ReturnType<typeof readCohorts>>[number]

function movesOf(rows: readonly CohortRow[], graphs: ReadonlyMap<number, JourneyGraph>): Move[] {
  return [...Map.groupBy(rows, (row) => `${row.version}/${row.node}`).values()].flatMap((cohorts) => {
    const [first] = cohorts
    const node = first && graphs.get(first.version)?.nodes[first.node]
    if (!node)
      throw new AppError('internal', `Customers stand at "${first?.node}", which is not in their version`)
    return [{ version: first.version, id: first.node, node, behaviour: behaviourOf(node), cohorts }]
  })
}
