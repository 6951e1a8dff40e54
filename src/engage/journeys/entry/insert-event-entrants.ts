import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { valueAt } from '../../../platform/clickhouse/value-at.ts'
import { committedSql } from '../../contact-gate/index.ts'
import type { Entry } from '../schema.ts'
import { blockEventsSql } from './event.ts'
import { type Arrivals, day, instant, numbersOf, stepColumns } from './insert-entrants.ts'

/** How re-entry is allowed, as a number for SQL. */
const allowed = { never: 0, after_exit: 1, always: 2 } as const
const allowOf = (entry: Entry): number => allowed[entry.reentry?.allow ?? 'never']

/**
 * Let customers into many journeys that are entered by events alone, and take them through the nodes where nobody waits:
 * one look at the blocks, one at earlier passages, one insert. A hundred statements a second would cost more than the
 * events.
 */
export function insertEventEntrantsSql(all: readonly Arrivals[]): string {
  const [first] = all
  if (!first) return ''
  const now = instant(first.now)
  const shapes = shapesOf(all)
  const arrivals = shapes.flatMap(([one], shape) => (one ? arrivalsOf(one, shape) : []))
  const delays = arrivals.filter(({ delay }) => delay > 0)
  const ends = arrivals.filter(({ ended, node }) => ended && !node.startsWith('$'))
  const delay =
    delays.length === 0
      ? '0'
      : `transform(place, ${keysOf(delays)}, ${literal(
          delays.map((one) => one.delay),
          'Array(Int64)',
        )}, toInt64(0))`
  return `
    INSERT INTO journey_step ${stepColumns}
    SELECT journey, version, step.1, step.2, step.3, customer, passage, ${now}, addMilliseconds(${now}, ${delay}),
           startsWith(step.2, '$')${ends.length > 0 ? ` OR place IN ${keysOf(ends)}` : ''}
    FROM (
      SELECT journey, version, shape, customer, passage, arrayJoin(arrayFilter(one -> one.2 != '', steps)) AS step,
             ${placeOf('step.2')} AS place
      FROM (${followedSql(entrantsSql(shapes, first.now), shapes)})
    )`
}

/**
 * Journeys in which entrants do the same: the same nodes, ways out, delays and ends. A statement speaks of shapes instead
 * of journeys where it can, because most of its time goes into planning, and that goes by the length of its literals.
 */
function shapesOf(all: readonly Arrivals[]): (readonly Arrivals[])[] {
  return [...Map.groupBy(all, shapeOf).values()]
}

const shapeOf = ({ plan, delay, ended, following }: Arrivals): string =>
  JSON.stringify([
    plan.entry.next,
    delay,
    ended,
    following.map((steps) =>
      steps.map(({ node, target, targets }) => [node, target, [...targets.delays], targets.ends]),
    ),
  ])

interface ArrivalAt {
  readonly key: string
  readonly node: string
  readonly delay: number
  readonly ended: boolean
}

const keysOf = (places: readonly { readonly key: string }[]): string =>
  literal(
    places.map(({ key }) => key),
    'Array(String)',
  )

/** Which node of which shape: an SQL expression, and the same here. */
const placeOf = (node: string): string => `concat(toString(shape), '/', ${node})`
const keyOf = (shape: number, node: string): string => `${shape}/${node}`

/** Everywhere customers can arrive. */
function arrivalsOf(one: Arrivals, shape: number): ArrivalAt[] {
  const first = one.plan.entry.next
  return [
    { key: keyOf(shape, first), node: first, delay: one.delay, ended: one.ended },
    ...one.following.flat().flatMap(({ targets }) =>
      [...targets.delays].map(([node, delay]) => ({
        key: keyOf(shape, node),
        node,
        delay,
        ended: targets.ends.includes(node),
      })),
    ),
  ]
}

/**
 * Entrants with all their steps: (tick, node, origin), '' as the node where they go no further. Shapes whose
 * expressions are the same share them.
 */
function followedSql(entrants: string, shapes: readonly (readonly Arrivals[])[]): string {
  const ticks = Math.max(0, ...shapes.map(([one]) => one?.following.length ?? 0))
  let sql = entrants
  for (let later = 0; later < ticks; later += 1) {
    const leaving = shapes.flatMap(([one], shape) =>
      (one?.following[later] ?? []).map(({ node, target }) => ({ key: keyOf(shape, node), target })),
    )
    const cases = [...Map.groupBy(leaving, ({ target }) => target)].map(
      ([target, some]) => `${placeOf('node')} IN ${keysOf(some)}, ${target}`,
    )
    sql = `
      SELECT journey, version, shape, journey_key, customer, passage, at, wake, step.1 AS tick, step.2 AS node,
             followed AS steps
      FROM (
        SELECT *, (toUInt32(tick + 1), multiIf(${cases.join(',\n          ')}, ''), node) AS step,
               arrayPushBack(steps, step) AS followed
        FROM (${sql})
      )`
  }
  return sql
}

/** Who may come in now: `SELECT journey, version, shape, journey_key, customer, passage, steps, node, tick, at, wake`. */
function entrantsSql(shapes: readonly (readonly Arrivals[])[], at: Date): string {
  const all = shapes.flat()
  const blocks = new Map(
    all.flatMap(({ plan }) => plan.comers.events?.blocks ?? []).map((block) => [block.block, block]),
  )
  const names = [...new Set(all.map(({ plan }) => plan.comers.events?.name ?? ''))]
  // A scalar, so that the events are read once however often it is asked who came.
  const came = `
    SELECT groupUniqArray((arrayJoin(${journeysOfEvent(all, blocks.size)}), ${canonical('customer')}))
    FROM ${blockEventsSql([...blocks.values()], names)}`
  const now = instant(at)
  const own = shapes.flatMap((some, shape) => some.map((one) => ({ one, shape })))
  const ids = literal(
    own.map(({ one }) => one.journey.id),
    'Array(UInt32)',
  )
  const each = (value: (one: Arrivals, shape: number) => number | string, type: string): string =>
    valueAt(
      'nth',
      own.map(({ one, shape }) => value(one, shape)),
      type,
    )
  const before = `
    SELECT journey, ${canonical('customer')} AS person, sum(entered) AS entries, sum(ended) AS ends,
           maxIf(at, entered) AS last
    FROM journey_passage
    WHERE ${passagesOf(all, at)} AND customer IN (${numbersOf(`SELECT arrayJoin(came).2 AS customer`)})
      AND ${committedSql(new Map(all.map(({ journey, tick }) => [journey.id, tick - 1])))}
    GROUP BY journey, person`
  return `
    WITH (${came}) AS came
    SELECT journey, ${each(({ plan }) => plan.version, 'UInt16')} AS version, ${each((_, shape) => shape, 'UInt16')} AS shape,
           ${each(({ journey }) => journey.key, 'String')} AS journey_key, person AS customer,
           ${each(({ plan }) => allowOf(plan.entry), 'UInt8')} AS allow,
           ${each(({ tick }) => tick, 'UInt32')} AS passage, [(passage, node, '')] AS steps,
           ${each(({ plan }) => plan.entry.next, 'String')} AS node, passage AS tick, ${now} AS at, ${now} AS wake
    FROM (
      SELECT arrayJoin(came) AS pair, pair.1 AS journey, pair.2 AS person, indexOf(${ids}, journey) AS nth
    ) AS comers
    LEFT JOIN (${before}) AS before ON comers.journey = before.journey AND comers.person = before.person
    WHERE before.entries = 0
       OR (allow = ${allowed.always} OR (allow = ${allowed.after_exit} AND before.ends >= before.entries))
          AND before.last <= addMilliseconds(${now}, -${each(afterMilliseconds, 'Int64')})`
}

const journeysIn = (some: readonly Arrivals[]): string =>
  `journey IN ${literal(
    some.map(({ journey }) => journey.id),
    'Array(UInt32)',
  )}`

/**
 * The earlier passages that decide who may come in again: all of a journey that asks whether somebody ever was in it or
 * is now, only the last ones where some time has to pass between two.
 */
function passagesOf(all: readonly Arrivals[], now: Date): string {
  const timed = all.filter(({ plan }) => plan.entry.reentry?.allow === 'always')
  const ever = all.filter((one) => !timed.includes(one))
  const longest = Math.max(0, ...timed.map(afterMilliseconds))
  const scopes = [
    ...(ever.length > 0 ? [journeysIn(ever)] : []),
    ...(timed.length > 0
      ? [`${journeysIn(timed)} AND at > ${instant(new Date(now.getTime() - longest))}`]
      : []),
  ]
  return `(${scopes.join(' OR ')})`
}

/** How long after an entry the next one may be. */
const afterMilliseconds = ({ plan }: Arrivals): number =>
  Math.round((plan.entry.reentry?.afterDays ?? 0) * day)

/**
 * The journeys that an event lets its customer into, as an SQL array. Journeys of the same condition are found by the
 * event's name in one map: a hundred conditions side by side would take longer to parse than to answer.
 */
function journeysOfEvent(all: readonly Arrivals[], blocks: number): string {
  const groups = Map.groupBy(all, ({ plan }) => {
    const { where = '', blocks: own = [] } = plan.comers.events ?? {}
    const numbers = own.map(({ block }) => block)
    const unread = numbers.length === blocks ? [] : [`block IN ${literal(numbers, 'Array(UInt64)')}`]
    return [...unread, ...(where === '' ? [] : [where])].join(' AND ')
  })
  const arrays = [...groups].map(([condition, group]) => {
    const byName = Map.groupBy(group, ({ plan }) => plan.comers.events?.name ?? '')
    const entries = [...byName].map(
      ([name, some]) =>
        `${literal(name, 'String')}, ${literal(
          some.map(({ journey }) => journey.id),
          'Array(UInt32)',
        )}`,
    )
    const found = `map(${entries.join(', ')})[toString(name)]`
    return condition === '' ? found : `if(${condition}, ${found}, CAST([] AS Array(UInt32)))`
  })
  return arrays.length === 1 ? (arrays[0] ?? '') : `arrayConcat(${arrays.join(', ')})`
}
