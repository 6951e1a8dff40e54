import { literal } from '../../../../platform/clickhouse/literal.ts'
import type { MoveContext, NodeBehaviour, RowContext } from '../../nodes/index.ts'
import { ofPlace, type Place, rowsAtPlaces } from './rows-at-places.ts'

const columns = '(journey, version, tick, node, origin, customer, passage, at, wake, ended)'
const text = (value: string): string => literal(value, 'String')

/** Where customers of a move can arrive: how long they stay there (milliseconds), and where their passage ends. */
export interface Targets {
  readonly delays: ReadonlyMap<string, number>
  readonly ends: readonly string[]
}

/** One statement moves every customer who leaves a node. */
export function insertStepsSql(
  context: MoveContext,
  behaviour: NodeBehaviour,
  { delays, ends }: Targets,
): string {
  const now = literal(context.now, 'DateTime64(3)')
  const delay = `transform(target, ${literal([...delays.keys()], 'Array(String)')},
    ${literal([...delays.values()], 'Array(Int64)')}, toInt64(0))`
  const node = text(context.node)
  const later = `addMilliseconds(${now}, ${delay})`
  return `
    INSERT INTO journey_step ${columns}
    SELECT ${context.journey.id}, ${context.version}, ${context.tick}, target, ${node}, customer, passage,
           ${now}, ${behaviour.ownWakes ? `if(target = ${node}, wake, ${later})` : later}, target IN ${literal(ends, 'Array(String)')}
    FROM (${behaviour.move(context)})`
}

/** A move of which each customer's target can be told from their own row. */
export interface RowMove {
  readonly context: RowContext
  /** SQL over the row and `journey_key`. */
  readonly target: string
  readonly targets: Targets
  readonly place: Place
}

/** One statement for small moves of many journeys: each row's place says which expression its target is. */
export function insertRowMovesSql(moves: readonly RowMove[]): string {
  const [first] = moves
  if (!first) return ''
  const now = literal(first.context.now, 'DateTime64(3)')
  const arrivals = moves.flatMap(({ targets }, i) =>
    [...targets.delays].map(([target, delay]) => ({
      key: `${i}/${target}`,
      delay,
      ended: targets.ends.includes(target) ? 1 : 0,
    })),
  )
  const keys = literal(
    arrivals.map(({ key }) => key),
    'Array(String)',
  )
  const byArrival = (values: readonly number[], type: string): string =>
    `transform(concat(toString(place), '/', target), ${keys}, ${literal([...values], `Array(${type})`)}, to${type}(0))`
  const delay = byArrival(
    arrivals.map((arrival) => arrival.delay),
    'Int64',
  )
  const ended = byArrival(
    arrivals.map((arrival) => arrival.ended),
    'UInt8',
  )
  // Places with the same expression share it.
  const cases = [...Map.groupBy(moves.entries(), ([, { target }]) => target)].map(
    ([target, some]) => `place IN (${some.map(([i]) => i).join(', ')}), ${target}`,
  )
  const journeyKey = ofPlace(
    moves.map(({ context }) => context.journey.key),
    'String',
  )
  const tick = ofPlace(
    moves.map(({ context }) => context.tick),
    'UInt32',
  )
  return `
    INSERT INTO journey_step ${columns}
    SELECT journey, version, ${tick}, target, node, customer, passage, ${now}, addMilliseconds(${now}, ${delay}), ${ended}
    FROM (
      SELECT journey, version, node, customer, passage, place, ${journeyKey} AS journey_key,
             multiIf(${cases.join(',\n        ')}, '') AS target
      FROM (${rowsAtPlaces(moves.map(({ place }) => place))})
    )`
}
