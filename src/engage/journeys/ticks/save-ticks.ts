import { sql, type Transaction } from 'kysely'
import { AppError } from '../../../platform/errors.ts'
import { holdsOf } from '../held/holds.ts'
import { journeyTables } from '../store.ts'
import type { Move, TickPlan } from './plan-tick.ts'
import type { TickArrival, TickTouches } from './queries/count-tick.ts'

type Connection = Transaction<Record<never, never>>

export interface Remaining {
  readonly move: Move
  /** Customers still standing, by the tick they arrived with. */
  readonly cohorts: ReadonlyMap<number, { customers: number; wake: Date }>
}

/** A tick whose rows are written and counted. */
export interface WrittenTick {
  readonly plan: TickPlan
  readonly arrivals: readonly TickArrival[]
  readonly touches: readonly TickTouches[]
  readonly remaining: readonly Remaining[]
  readonly moved: number
}

/** Everything that PostgreSQL keeps of some ticks, a statement a table however many journeys they are of. */
export async function saveTicks(transaction: Connection, ticks: readonly WrittenTick[]): Promise<void> {
  const moving = ticks.filter(({ moved }) => moved > 0)
  if (moving.length > 0) {
    const passing = passingCohorts(moving)
    await removeCohorts(transaction, moving, passing)
    await shrinkCohorts(transaction, moving)
    await addCohorts(transaction, moving, passing)
    await saveOccupancy(transaction, moving)
    await saveLog(transaction, moving)
    await saveDispatches(transaction, moving)
    await saveHolds(transaction, moving)
  }
  await saveJourneys(transaction, ticks)
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

const stayedOf = ({ remaining }: WrittenTick, move: Move) =>
  remaining.find((rest) => rest.move === move)?.cohorts

const cohortKey = (journey: number, version: number, node: string, tick: number): string =>
  `${journey}/${version}/${node}/${tick}`

/** Cohorts that arrive with one of these ticks and go on with the next: they never get a row. */
function passingCohorts(ticks: readonly WrittenTick[]): ReadonlySet<string> {
  const first = new Map<number, number>()
  for (const { plan } of ticks)
    first.set(plan.journey.id, Math.min(plan.tick, first.get(plan.journey.id) ?? plan.tick))
  return new Set(
    ticks.flatMap(({ plan: { journey, moves } }) =>
      moves.flatMap(({ version, id, cohorts }) =>
        cohorts
          .filter(({ tick }) => tick >= (first.get(journey.id) ?? 0))
          .map(({ tick }) => cohortKey(journey.id, version, id, tick)),
      ),
    ),
  )
}

async function removeCohorts(
  transaction: Connection,
  ticks: readonly WrittenTick[],
  passing: ReadonlySet<string>,
): Promise<void> {
  const gone = ticks.flatMap((written) =>
    written.plan.moves.flatMap((move) =>
      move.cohorts
        .filter(({ tick }) => !stayedOf(written, move)?.has(tick))
        .filter(({ tick }) => !passing.has(cohortKey(written.plan.journey.id, move.version, move.id, tick)))
        .map(({ tick }) => ({
          journey_id: written.plan.journey.id,
          version: move.version,
          node: move.id,
          tick,
        })),
    ),
  )
  if (gone.length === 0) return
  await sql`
    DELETE FROM journey_cohort AS cohort
    USING jsonb_to_recordset(${JSON.stringify(gone)}::jsonb)
      AS gone (journey_id integer, version integer, node text, tick integer)
    WHERE cohort.journey_id = gone.journey_id AND cohort.version = gone.version
      AND cohort.node = gone.node AND cohort.tick = gone.tick`.execute(transaction)
}

async function shrinkCohorts(transaction: Connection, ticks: readonly WrittenTick[]): Promise<void> {
  const left = ticks.flatMap((written) =>
    written.plan.moves.flatMap((move) =>
      move.cohorts.flatMap(({ tick, customers }) => {
        const rest = stayedOf(written, move)?.get(tick)
        if (!rest || rest.customers === customers) return []
        return [{ journey_id: written.plan.journey.id, version: move.version, node: move.id, tick, ...rest }]
      }),
    ),
  )
  if (left.length === 0) return
  await sql`
    UPDATE journey_cohort AS cohort SET customers = rest.customers, wake = rest.wake, partial = true
    FROM jsonb_to_recordset(${JSON.stringify(left)}::jsonb)
      AS rest (journey_id integer, version integer, node text, tick integer, customers bigint, wake timestamptz)
    WHERE cohort.journey_id = rest.journey_id AND cohort.version = rest.version
      AND cohort.node = rest.node AND cohort.tick = rest.tick`.execute(transaction)
}

async function addCohorts(
  transaction: Connection,
  ticks: readonly WrittenTick[],
  passing: ReadonlySet<string>,
): Promise<void> {
  const arrived = ticks.flatMap(({ plan, arrivals }) =>
    [...Map.groupBy(arrivals, (arrival) => `${arrival.version}/${arrival.node}`).values()].flatMap(
      (group) => {
        const [first] = group
        const node = first && plan.graphs.get(first.version)?.nodes[first.node]
        if (!first || !node || node.type === 'exit') return []
        if (passing.has(cohortKey(plan.journey.id, first.version, first.node, plan.tick))) return []
        return [
          {
            journey_id: plan.journey.id,
            version: first.version,
            node: first.node,
            tick: plan.tick,
            customers: sum(group.map((arrival) => arrival.customers)),
            wake: new Date(Math.min(...group.map((arrival) => arrival.wake.getTime()))),
          },
        ]
      },
    ),
  )
  if (arrived.length > 0)
    await journeyTables(transaction).insertInto('journey_cohort').values(arrived).execute()
}

async function saveOccupancy(transaction: Connection, ticks: readonly WrittenTick[]): Promise<void> {
  const changes = [...Map.groupBy(ticks, ({ plan }) => plan.journey.id)].flatMap(([journey_id, own]) => {
    const change = new Map<string, number>()
    for (const { origin, node, customers } of own.flatMap(({ arrivals }) => arrivals)) {
      change.set(node, (change.get(node) ?? 0) + customers)
      if (origin !== '') change.set(origin, (change.get(origin) ?? 0) - customers)
    }
    return [...change].map(([node, customers]) => ({ journey_id, node, customers }))
  })
  await journeyTables(transaction)
    .insertInto('journey_occupancy')
    .values(changes)
    .onConflict((conflict) =>
      conflict
        .columns(['journey_id', 'node'])
        .doUpdateSet({ customers: sql<number>`journey_occupancy.customers + excluded.customers` }),
    )
    .execute()
}

async function saveLog(transaction: Connection, ticks: readonly WrittenTick[]): Promise<void> {
  await journeyTables(transaction)
    .insertInto('journey_tick')
    .values(
      ticks.map(({ plan, arrivals, touches }) => ({
        journey_id: plan.journey.id,
        tick: plan.tick,
        at: plan.now,
        moves: JSON.stringify(
          arrivals.map(({ version, origin, node, customers }) => ({
            version,
            from: origin,
            to: node,
            customers,
          })),
        ),
        touches: JSON.stringify(summariseTouches(touches)),
      })),
    )
    .execute()
}

export function summariseTouches(touches: readonly TickTouches[]): object {
  const suppressed: Record<string, number> = {}
  const held: Record<string, number> = {}
  for (const touch of touches) {
    const counts = touch.outcome === 'suppressed' ? suppressed : touch.outcome === 'held' ? held : undefined
    if (counts) counts[touch.reason] = (counts[touch.reason] ?? 0) + touch.touches
  }
  const queued = sum(touches.filter((touch) => touch.outcome === 'queued').map((touch) => touch.touches))
  return { queued, suppressed, ...(Object.keys(held).length > 0 ? { held } : {}) }
}

async function saveDispatches(transaction: Connection, ticks: readonly WrittenTick[]): Promise<void> {
  const queued = ticks.flatMap(({ plan, touches }) =>
    touches
      .filter(({ outcome }) => outcome === 'queued')
      .map((touch) => ({
        journey_id: plan.journey.id,
        tick: plan.tick,
        channel: touch.channel,
        queued: touch.touches,
        state: 'pending' as const,
        updated_at: plan.now,
        error: null,
      })),
  )
  if (queued.length > 0) await journeyTables(transaction).insertInto('dispatch').values(queued).execute()
}

/** What is held is asked about again by ../held/release-held.ts. */
async function saveHolds(transaction: Connection, ticks: readonly WrittenTick[]): Promise<void> {
  const holds = ticks.flatMap(({ plan, touches }) => holdsOf(plan.journey.id, plan.tick, touches))
  if (holds.length > 0) await journeyTables(transaction).insertInto('touch_hold').values(holds).execute()
}

/** @throws AppError conflict when another worker committed one of them: the lease was lost */
async function saveJourneys(transaction: Connection, ticks: readonly WrittenTick[]): Promise<void> {
  const changes = [...Map.groupBy(ticks, ({ plan }) => plan.journey.id)].map(([id, own]) => {
    const before = Math.min(...own.map(({ plan }) => plan.tick)) - 1
    const entries = own.flatMap(({ plan: { entry }, arrivals }) => {
      if (!entry) return []
      const entered = sum(arrivals.filter(({ origin }) => origin === '').map(({ customers }) => customers))
      return [entry.comers.state(entry.room !== null && entered >= entry.room)]
    })
    return {
      id,
      open: Math.max(...own.map(({ plan }) => plan.tick)),
      before,
      // A tick that moved nobody gives its number back, and none that follows it moved anybody.
      committed: before + own.filter(({ moved }) => moved > 0).length,
      entry_state: entries[0] ?? null,
    }
  })
  const { numAffectedRows } = await sql`
    UPDATE journey SET open_tick = NULL, committed_tick = change.committed,
                       entry_state = coalesce(change.entry_state, journey.entry_state)
    FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb)
      AS change (id integer, open integer, before integer, committed integer, entry_state jsonb)
    WHERE journey.id = change.id AND journey.open_tick = change.open
      AND journey.committed_tick = change.before`.execute(transaction)
  if (Number(numAffectedRows ?? 0) === changes.length) return
  const names = ticks.map(({ plan }) => `"${plan.journey.key}" (tick ${plan.tick})`).join(', ')
  throw new AppError('conflict', `A tick of ${names} was committed by another worker`)
}
