import type { ContactChannel } from '../../../govern/consent/index.ts'
import { isHeldBack } from '../backpressure/open-choices.ts'
import { comesByEventAlone, type EntryPlan } from '../entry/plan-entry.ts'
import { behaviourOf } from '../nodes/index.ts'
import type { JourneyGraph, Node } from '../schema.ts'
import type { Move } from './move.ts'

/** So many entrants go step by step, because only few share statements with those of other journeys. */
const few = 100_000

interface Entering {
  readonly entry: EntryPlan
  readonly graph: JourneyGraph | undefined
  /** The tick that lets them in. */
  readonly tick: number
  readonly now: Date
  /** What else that tick does. */
  readonly moves: readonly Move[]
}

/**
 * The ticks that those whom an event lets in take at once, one after the other: through all nodes where nobody waits and
 * where each customer's own row says where they go. They are written and committed together with the entry, so that an
 * event leads to a message by as many statements as an entry alone. Who comes elsewhere goes on with the next look.
 */
export function followingMoves(
  { entry, graph, tick, now, moves }: Entering,
  full: ReadonlySet<ContactChannel>,
): Move[][] {
  const first = entry.entry.next
  // Others who come to the first node in the same tick would stand there with them.
  const mixed = moves.some(
    (move) => (move.into ?? move.version) === entry.version && move.behaviour.targets.includes(first),
  )
  if (!graph || mixed || !comesByEventAlone(entry) || eventsOf(entry) >= few) return []
  const ticks: Move[][] = []
  let nodes: ReadonlySet<string> = new Set([first])
  while (ticks.length < Object.keys(graph.nodes).length) {
    const arrived = tick + ticks.length
    const next = [...nodes].flatMap((id): Move[] => {
      const node = graph.nodes[id]
      if (!node || !passesAtOnce(node) || isHeldBack(node, full)) return []
      const cohorts = [{ tick: arrived, customers: 0, partial: false, wake: now }]
      return [{ version: entry.version, id, node, behaviour: behaviourOf(node), cohorts }]
    })
    if (next.length === 0) break
    ticks.push(next)
    nodes = new Set(next.flatMap(({ behaviour }) => behaviour.targets))
  }
  return ticks
}

/** Who announces a block without saying how many events it holds may mean any number. */
const eventsOf = ({ comers }: EntryPlan): number =>
  (comers.events?.blocks ?? []).reduce((sum, { events }) => sum + (events || few), 0)

function passesAtOnce(node: Node): boolean {
  const { target, delay, wakeAt, ownWakes, polls } = behaviourOf(node)
  return target !== undefined && delay === 0 && !wakeAt && !ownWakes && !polls
}
