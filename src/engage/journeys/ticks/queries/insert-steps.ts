import { literal } from '../../../../platform/clickhouse/literal.ts'
import type { MoveContext, NodeBehaviour, RowContext } from '../../nodes/index.ts'

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
  readonly target: string
  readonly targets: Targets
  /** The whole cohorts that leave, by the ticks they arrived with. */
  readonly ticks: readonly number[]
  /** None of them arrived before. */
  readonly since: Date
}

/**
 * One statement for small moves of many journeys: the rows of all of them are found by one set of keys, and each row's
 * place (journey, version, node) says which expression its target is.
 */
export function insertRowMovesSql(moves: readonly RowMove[]): string {
  const [first] = moves
  if (!first) return ''
  const now = literal(first.context.now, 'DateTime64(3)')
  const places = moves.map(({ context }) => `${context.journey.id}/${context.version}/${context.node}`)
  const keys = moves.flatMap(({ context, ticks }) =>
    ticks.map((tick) => `(${context.journey.id}, ${text(context.node)}, ${tick})`),
  )
  const since = new Date(Math.min(...moves.map((move) => move.since.getTime())))
  const arrivals = moves.flatMap(({ targets }, i) =>
    [...targets.delays].map(([target, delay]) => ({
      key: `${i}/${target}`,
      delay,
      ended: targets.ends.includes(target) ? 1 : 0,
    })),
  )
  const byArrival = (values: readonly number[], type: string): string =>
    `transform(concat(toString(place), '/', target), ${literal(
      arrivals.map(({ key }) => key),
      'Array(String)',
    )}, ${literal([...values], `Array(${type})`)}, to${type}(0))`
  const targets = moves.map(({ target }, i) => `place = ${i}, ${target}`)
  const numbers = (values: readonly number[], type: string): string =>
    `${literal([...values], `Array(${type})`)}[place + 1]`
  return `
    INSERT INTO journey_step ${columns}
    SELECT journey, version, ${numbers(
      moves.map(({ context }) => context.tick),
      'UInt32',
    )}, target, node, customer, passage, ${now},
           addMilliseconds(${now}, ${byArrival(
             arrivals.map(({ delay }) => delay),
             'Int64',
           )}), ${byArrival(
             arrivals.map(({ ended }) => ended),
             'UInt8',
           )}
    FROM (
      SELECT journey, version, node, customer, passage, tick, at, wake, place,
             multiIf(${targets.join(',\n        ')}, '') AS target
      FROM (
        SELECT journey, version, node, customer, passage, tick, at, wake,
               transform(concat(toString(journey), '/', toString(version), '/', node),
                         ${literal(places, 'Array(String)')}, range(${places.length}), -1) AS place
        FROM journey_step
        WHERE (journey, node, tick) IN (${keys.join(', ')}) AND at >= ${literal(since, 'DateTime64(3)')}
      )
      WHERE place >= 0
    )`
}
