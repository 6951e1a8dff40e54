import { sqlText } from '../../../understand/rules/index.ts'
import { instantSql, meetsSql, readSql, since1900, who } from '../events-sql.ts'
import type { HoldConstant } from '../question-parts.ts'
import type { Question } from '../question.ts'
import type { AnalysisOf } from '../schema.ts'
import { shownSql, spread } from '../split.ts'

/**
 * The funnel as arrays. Every event that a step or an exclusion means becomes one whole number, its instant in
 * milliseconds × 32 + a code that says which, so that sorting the numbers sorts the events and, within one instant, the
 * codes. Passes over the sorted numbers of a customer then carry the latest possible start of a chain forward
 * (`arrayFill`), step by step. Measured on 4 million events of 100,000 customers, beside other work: 440 ms where
 * windowFunnel takes 910; and windowFunnel knows neither exclusions by steps nor how long
 * each step took, and counts one event for two equal steps. Each pass is a subquery of its own: the analyzer would copy
 * aliases of one SELECT into each other until ten steps were millions of nodes.
 */
type Funnel = AnalysisOf<'funnel'>

const codes = 32
const other = codes - 1

interface Coded {
  readonly exclusions: readonly number[]
  readonly steps: readonly number[]
}

/**
 * The order within one instant: exclusions first, then the steps, each behind the one before it; but a step whose event
 * an earlier step means too stands before all of those, so that it takes a later instant and never the same event.
 */
function codesOf({ steps, exclusions = [] }: Funnel): Coded {
  const order: number[] = []
  steps.forEach(({ event }, i) => {
    const again = steps.slice(0, i).some((earlier) => earlier.event === event)
    if (again) order.unshift(i)
    else order.splice(order.indexOf(i - 1) + 1, 0, i)
  })
  return {
    exclusions: exclusions.map((_, i) => i),
    steps: steps.map((_, i) => exclusions.length + order.indexOf(i)),
  }
}

function holdSql(hold: HoldConstant): string {
  return hold.by === 'session' ? 'session' : `properties[${sqlText(hold.property)}]`
}

const packed = `${instantSql} * ${codes}`

/** `who, [hold,] value, es`: the sorted numbers of each customer, for each value of the breakdown. */
function eventsSql(question: Question<Funnel>, coded: Coded): string {
  const { analysis, split } = question
  const { steps, exclusions = [], order = 'ordered', holdConstant } = analysis
  const parts = [
    ...exclusions.map((event, i) => ({ event, code: coded.exclusions[i] ?? 0 })),
    ...steps.map((event, i) => ({ event, code: coded.steps[i] ?? 0 })),
  ]
  const strict = order === 'strict'
  const filters = strict ? [{}] : parts.map(({ event }) => event)
  const names = new Set(parts.map(({ event }) => event.event))
  const single = names.size === parts.length
  const number = single
    ? `${packed} + multiIf(${parts
        .map(({ event, code }, i) =>
          i === parts.length - 1 && !strict ? String(code) : `${meetsSql(event)}, ${code}`,
        )
        .join(', ')}${strict ? `, ${other}` : ''})`
    : `arrayFilter(c -> c < ${codes}, [${parts.map(({ event, code }) => `if(${meetsSql(event)}, ${code}, ${codes})`).join(', ')}])`
  const many = strict ? `if(empty(codes_of), [${other}], codes_of)` : 'codes_of'
  const numbers = single ? 'groupArray(number)' : `groupArrayArray(arrayMap(c -> moment + c, ${many}))`
  const groups = holdConstant ? 'who, hold' : 'who'
  const bySplit = split?.of === 'event' ? split : null
  const [first] = steps
  const begins = first ? meetsSql(first) : '0'
  const firstCode = coded.steps[0] ?? 0
  const rows = `SELECT ${who} AS who${holdConstant ? `, ${holdSql(holdConstant)} AS hold` : ''},
  ${single ? `${number} AS number` : `${packed} AS moment, ${number} AS codes_of`}${
    bySplit
      ? `,
  ${begins} AS begins, ${packed} + ${firstCode} AS start, ${shownSql(bySplit, bySplit.value)} AS own`
      : ''
  }
FROM event
WHERE ${readSql(question, filters)}${holdConstant ? `\n  AND ${holdSql(holdConstant)} != ''` : ''}`
  if (!bySplit)
    return `SELECT ${groups}, '' AS value, arraySort(${numbers}) AS es FROM (${rows}) GROUP BY ${groups}`
  // Starts with another value do not begin a chain of this one; everything else counts for every value.
  return `SELECT ${groups}, value, arraySort(if(value = '', taken, arrayConcat(
    arrayFilter(x -> bitAnd(x, ${codes - 1}) != ${firstCode}, taken),
    arrayMap(s -> s.1, arrayFilter(s -> s.2 = value, starts))))) AS es
FROM (SELECT ${groups}, ${numbers} AS taken, groupArrayIf((start, own), begins) AS starts FROM (${rows}) GROUP BY ${groups})
ARRAY JOIN arrayConcat([''], arrayDistinct(arrayMap(s -> s.2, starts))) AS value`
}

/** For each element the last instant before its own at which anything happened; 0 = none. */
const previousInstant = `arrayFill((p, new) -> new, arrayMap((x, p) -> p, es, arrayPopBack(arrayPushFront(moments, 0))), arrayMap((x, p) -> x != p, moments, arrayPopBack(arrayPushFront(moments, -1)))) AS previous`

/** Arrays h0 … of every element: the latest start of a chain that this element completes up to that step, or 0. */
function orderedSql({ steps, exclusions = [], order, windowSeconds }: Funnel, coded: Coded): string[] {
  const window = windowSeconds * 1000 * codes
  const [first = 0] = coded.steps
  const strict = order === 'strict'
  const columns = strict ? [`arrayMap(x -> intDiv(x, ${codes}), es) AS moments`, previousInstant] : []
  steps.forEach((_, i) => {
    const code = coded.steps[i] ?? 0
    const mine = `bitAnd(x, ${codes - 1}) = ${code}`
    const inTime = `f > 0 AND x - f <= ${window + code - first}`
    columns.push(
      i === 0
        ? `arrayMap(x -> if(${mine}, x, 0), es) AS h0`
        : strict
          ? `arrayMap((x, f, g, p) -> if(${mine} AND ${inTime} AND intDiv(g, ${codes}) >= p, f, 0), es, f${i - 1}, g${i - 1}, previous) AS h${i}`
          : `arrayMap((x, f) -> if(${mine} AND ${inTime}, f, 0), es, f${i - 1}) AS h${i}`,
    )
    if (i === steps.length - 1) return
    const ended = exclusions.flatMap(({ after = 0, before = steps.length - 1 }, e) =>
      after <= i && i < before ? [coded.exclusions[e] ?? 0] : [],
    )
    const filled = (values: string, to: string): string =>
      ended.length === 0
        ? `arrayFill(v -> v > 0, ${values}) AS ${to}${i}`
        : `arrayFill((v, h, x) -> h > 0 OR bitAnd(x, ${codes - 1}) IN (${ended.join(', ')}), ${values}, h${i}, es) AS ${to}${i}`
    columns.push(filled(`h${i}`, 'f'))
    // Where the chain stands, so that a strict step knows whether anything came in between.
    if (strict) columns.push(filled(`arrayMap((x, h) -> if(h > 0, x, 0), es, h${i})`, 'g'))
  })
  return columns
}

/**
 * The same when nothing but the levels is asked for: a pass less for each step. Measured with 3.6 million events of 200,000
 * customers: 550 ms of processor time, 400 of them for bringing the events of each customer together.
 */
function levelsSql({ steps, windowSeconds }: Funnel, coded: Coded): { columns: string[]; level: string } {
  const window = windowSeconds * 1000 * codes
  const [first = 0] = coded.steps
  const begun = (f: string): string => `${f} > 0 AND bitAnd(${f}, ${codes - 1}) = ${first}`
  const reaches = (i: number): string => {
    const code = coded.steps[i] ?? 0
    return `bitAnd(x, ${codes - 1}) = ${code} AND ${i === 1 ? begun('f') : 'f > 0'} AND x - f <= ${window + code - first}`
  }
  const last = steps.length - 1
  const columns = steps
    .slice(0, -1)
    .map((_, i) =>
      i === 0
        ? `arrayFill(x -> bitAnd(x, ${codes - 1}) = ${first}, es) AS f0`
        : `arrayFill(f -> f > 0, arrayMap((x, f) -> if(${reaches(i)}, f, 0), es, f${i - 1})) AS f${i}`,
    )
  const levels = columns.map((_, i) => (i === 0 ? `(${begun('f0[-1]')})` : `(f${i}[-1] > 0)`))
  return {
    columns,
    level: [...levels, `arrayExists((x, f) -> ${reaches(last)}, es, f${last - 1})`].join(' + '),
  }
}

/** Milliseconds after the first step of the chain that is told of each customer; c0 is that first step. */
function chainSql(steps: number): string[] {
  const columns: string[] = []
  for (let i = steps - 1; i >= 0; i -= 1) {
    const own = `arrayFirst((x, h) -> h > 0, es, h${i})`
    const ownStart = `arrayFirst(h -> h > 0, h${i})`
    if (i === steps - 1) columns.push(`${own} AS c${i}`, `${ownStart} AS s${i}`)
    else
      columns.push(
        `if(c${i + 1} > 0, s${i + 1}, ${ownStart}) AS s${i}`,
        i === 0
          ? `s0 AS c0`
          : `if(c${i + 1} > 0, arrayLast((x, h) -> h = s${i} AND x < c${i + 1}, es, h${i}), ${own}) AS c${i}`,
      )
  }
  return columns
}

/** In any order: how many of the steps were done within the window up to each element, and since when. */
function anySql({ steps, windowSeconds }: Funnel, coded: Coded): string[] {
  const window = windowSeconds * 1000
  const last = steps.map(
    (_, i) =>
      `arrayFill(x -> x > 0, arrayMap(x -> if(bitAnd(x, ${codes - 1}) = ${coded.steps[i] ?? 0}, intDiv(x, ${codes}), 0), es)) AS l${i}`,
  )
  const arguments_ = steps.map((_, i) => `l${i}`).join(', ')
  const inside = (i: number): string => `l${i} > 0 AND m - l${i} <= ${window}`
  return [
    `arrayMap(x -> intDiv(x, ${codes}), es) AS moments`,
    ...last,
    `arrayMap((m, ${arguments_}) -> ${steps.map((_, i) => `(${inside(i)})`).join(' + ')}, moments, ${arguments_}) AS done`,
    `arrayMap((m, ${arguments_}) -> m - arrayMin([${steps.map((_, i) => `if(${inside(i)}, l${i}, m)`).join(', ')}]), moments, ${arguments_}) AS spans`,
  ]
}

/**
 * One row a customer (`who`), and value of the breakdown: `level` = how many steps were taken, `took` = milliseconds
 * after the first step at which each step up to the level was taken (empty when `times` is false).
 * @param begun also the instant of that first step in milliseconds (`begun`); of steps in an order, with `times`
 */
export function chainsSql(question: Question<Funnel>, times: boolean, begun = false): string {
  const { analysis, split } = question
  const { steps, exclusions = [], order = 'ordered', holdConstant } = analysis
  const coded = codesOf(analysis)
  const events = eventsSql(question, coded)
  const numbers = steps.map((_, i) => i)
  const plain = order === 'ordered' && exclusions.length === 0 && !times
  const levels = plain ? levelsSql(analysis, coded) : undefined
  const arrays = levels?.columns ?? (order === 'any' ? anySql(analysis, coded) : orderedSql(analysis, coded))
  const level =
    levels?.level ??
    (order === 'any'
      ? 'ifNull(arrayMax(done), 0)'
      : numbers.map((i) => `arrayExists(h -> h > 0, h${i})`).join(' + '))
  const took = !times
    ? 'CAST([] AS Array(Int64))'
    : order === 'any'
      ? `arrayMap(n -> arrayFirst((s, d) -> d >= n, spans, done), range(1, level + 1))`
      : `arrayMap(c -> toInt64(intDiv(c, ${codes}) - intDiv(c0, ${codes})), arrayResize([${numbers.map((i) => `c${i}`).join(', ')}], level))`
  const chains = order === 'any' || !times ? arrays : [...arrays, ...chainSql(steps.length)]
  const start = begun ? ', begun' : ''
  const rows = `SELECT who, value, toUInt8(${level}) AS level, ${took} AS took${begun ? `, intDiv(c0, ${codes}) - ${since1900} AS begun` : ''}
FROM ${chains.reduce((from, column) => `(SELECT *, ${column} FROM ${from})`, `(${events})`)}
WHERE level > 0`
  const best = holdConstant
    ? `SELECT who, value, best.1 AS level, best.3 AS took${begun ? ', best.4 AS begun' : ''}
FROM (SELECT who, value, max((level, -if(empty(took), 0, took[-1]), took${start})) AS best FROM (${rows}) GROUP BY who, value)`
    : rows
  if (split?.of !== 'customer') return best
  return `SELECT who, value, level, took${start} FROM ${spread(`SELECT who, level, took${start} FROM (${best})`, split)}`
}
