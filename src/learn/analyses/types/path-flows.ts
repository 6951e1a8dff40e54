import { sqlText, sqlTexts } from '../../../understand/rules/index.ts'
import { amongSql, meetsSql, namesSql, readSql, since1900, who } from '../events-sql.ts'
import { rest } from '../split.ts'
import type { EventFilter } from '../question-parts.ts'
import type { Question } from '../question.ts'
import type { AnalysisOf } from '../schema.ts'
import { spread } from '../split.ts'

type Path = AnalysisOf<'path'>

/** Where a path ends before the last step that is shown. */
export const end = '$end'
/** A name's number, below this; an instant is so many names further than the one before it. */
const namesAtMost = 65_536
/** Steps of links, above the numbers of two names. */
const step = namesAtMost * namesAtMost

function filtersOf({ anchor, only }: Path): EventFilter[] {
  return only ? [...only.map((event) => ({ event })), anchor] : [{}]
}

/** All numbers of one instant without their names: so many for each millisecond. */
const perMillisecond = namesAtMost * 2
/** What passed between each event and the one before it, in these; negative where events stand backwards. */
function pauses(events: string): string {
  return `arrayDifference(arrayMap(x -> bitAnd(x, ${-perMillisecond}), ${events}))`
}

/**
 * Events are read in two halves by stored number: of a half the engine sees that the projection by customer has fewer
 * granules than the table by name, and takes it, unless few names are asked for. With a customer's events side by side
 * they are brought together in three quarters of the time, and in the order of numbers, in which bitmaps grow fastest.
 */
const middle = '(SELECT intDiv(max(customer), 2) FROM customer)'
const halves = [`customer < ${middle}`, `customer >= ${middle}`]

/** Stored numbers that are read as one with others: only these few are brought together by the number they are read by. */
const merged = '(SELECT arrayJoin([customer, into]) FROM customer_merge FINAL WHERE customer != into)'

/** Each element's neighbour before or after it; `outside` where there is none. */
const before = (array: string, outside: number): string =>
  `arrayPopBack(arrayPushFront(${array}, ${outside}))`
const after = (array: string, outside: number): string => `arrayPopFront(arrayPushBack(${array}, ${outside}))`

/**
 * `who, links`: one row a customer with the links of all paths, each as one whole number (step × 2³² + number of the name
 * that it comes from × 2¹⁶ + number of the name that it goes to; 0 = none, `$end`).
 *
 * Events too become one whole number each (instant, number of the name, whether it is the anchor), so that sorting numbers
 * sorts events; names of one instant in alphabetical order. Sessions are never cut apart: passes over all numbers of a
 * customer mark what follows the first anchor of a session, and only that is looked at further. Measured with 20 million
 * events of 200,000 customers, before who is asked was looked at once a customer: 2.2 s of processor time where a row a
 * session takes 3.3.
 */
function linksSql(question: Question<Path>): string {
  const { analysis } = question
  const {
    anchor,
    direction = 'forward',
    depth = 5,
    sessionGapMinutes = 30,
    without = [],
    collapse = true,
  } = analysis
  const excluded =
    without.length === 0 ? '' : `\n  AND (name NOT IN (${sqlTexts(without)}) OR (${meetsSql(anchor)}))`
  // By its name alone an event is the anchor or is not: then the number of the name says it too. It also has what makes
  // instants positive, which would be an addition more for every event.
  const byName = anchor.event !== undefined && (anchor.where ?? []).length === 0
  const numbered = byName ? `i * 2 + (name = ${sqlText(anchor.event)})` : 'i * 2'
  const codes = `arrayMap((name, i) -> ${numbered} + ${since1900 * perMillisecond}, ${namesSql}, arrayEnumerate(${namesSql}))`
  const code = `toUnixTimestamp64Milli(at) * ${perMillisecond} + transform(name, ${namesSql}, ${codes}, 0)${byName ? '' : ` + (${meetsSql(anchor)})`}`
  const forward = direction === 'forward'
  const sort = forward ? 'arraySort' : 'arrayReverseSort'
  const gap = sessionGapMinutes * 60_000 * perMillisecond
  const tooLong = forward ? `pause > ${gap}` : `pause < ${-gap}`
  const name = (x: string): string => `bitAnd(${x}, ${namesAtMost - 1})`
  // Where nearly everybody is asked, that is looked at once a customer and not once an event; the condition names `es`,
  // or the engine would look at it for every event all the same.
  const { population, compare } = analysis
  const late = population === undefined && compare?.with !== 'segment'
  const read = late ? { ...question, among: null } : question
  const having = [
    `bitAnd(arrayReduce('groupBitOr', es), 1) = 1`,
    ...(late ? [amongSql({ ...question, sample: 1 }, 'if(empty(es), 0, who)')] : []),
  ].filter((condition) => condition !== '')
  const eventsOf = (number: string, some: string, conditions: readonly string[]): string =>
    `SELECT ${number} AS who, ${sort}(groupArray(${code})) AS es FROM event WHERE ${readSql(read, filtersOf(analysis))}${excluded}
  AND ${some} GROUP BY who HAVING ${conditions.join(' AND ')}`
  const events = [
    ...halves.map((half) =>
      eventsOf('customer', half, [...having, `if(empty(es), 0, who) NOT IN ${merged}`]),
    ),
    eventsOf(who, `customer IN ${merged}`, having),
  ].join('\n  UNION ALL ')
  const sessioned = `arrayMap((x, session) -> toInt64(session * ${namesAtMost}) + ${name('intDiv(x, 2)')}, kept, sessions)`
  const passes = [
    `${pauses('es')} AS pauses`,
    // The last event at or before each that is an anchor, or begins a session.
    `arrayFill((x, pause) -> bitAnd(x, 1) = 1 OR ${tooLong}, es, pauses) AS since`,
    `arrayFilter((x, s) -> bitAnd(s, 1) = 1, es, since) AS kept`,
    // What is kept of a session reaches to its end, so that pauses still tell sessions apart.
    `arrayCumSum(pause -> ${tooLong}, ${pauses('kept')}) AS sessions`,
    `${collapse ? `arrayCompact(${sessioned})` : sessioned} AS path`,
    `${before('path', -1)} AS previous`,
    `arrayEnumerate(path) AS places`,
    `arrayMap((place, first) -> place - first, places,
      arrayFill((place, x, p) -> intDiv(x, ${namesAtMost}) != intDiv(p, ${namesAtMost}), places, path, previous)) AS steps`,
    `arrayMap((x, p, s) -> s * ${step} + if(s = 0, 0, ${name('p')}) * ${namesAtMost} + ${name('x')}, path, previous, steps) AS every_link`,
    `arrayFilter((link, s) -> s <= ${depth}, every_link, steps) AS inside`,
    `arrayMap((link, s) -> (s + 1) * ${step} + ${name('link')} * ${namesAtMost},
      arrayFilter((link, s, next) -> next = 0 AND s < ${depth}, every_link, steps, ${after('steps', 0)}),
      arrayFilter((s, next) -> next = 0 AND s < ${depth}, steps, ${after('steps', 0)})) AS ends`,
  ]
  const sql = passes.reduce((from, pass) => `(SELECT *, ${pass} FROM ${from})`, `(${events})`)
  return `SELECT who, arrayConcat(inside, ends) AS links FROM ${sql}`
}

/**
 * `value, step, a, b, paths, users`: how many paths go from event a (step − 1) to event b (step), and the bitmap of whose
 * they are; step 0 comes from ''. A name that is not among the most frequent of its step is $rest.
 */
export function flowsSql(question: Question<Path>): string {
  const { analysis, split } = question
  const { topN = 8 } = analysis
  const numbered = split === null ? `(${linksSql(question)})` : spread(linksSql(question), split)
  const value = split === null ? '' : 'value, '
  const links = `SELECT ${split === null ? "'' AS value" : 'value'}, intDiv(link, ${step}) AS step,
  intDiv(link, ${namesAtMost}) % ${namesAtMost} AS from_name, link % ${namesAtMost} AS to_name, paths, users
FROM (SELECT ${value}link, count() AS paths, groupBitmapState(who) AS users
  FROM ${numbered} ARRAY JOIN links AS link GROUP BY ${value}link)`
  // Links out of a name add up to those into it, so both rank it alike.
  const ranked = `SELECT *,
  dense_rank() OVER (PARTITION BY value, step ORDER BY from_name = 0, from_paths DESC, from_name) AS from_rank,
  dense_rank() OVER (PARTITION BY value, step ORDER BY to_name = 0, to_paths DESC, to_name) AS to_rank
FROM (SELECT *, sum(paths) OVER (PARTITION BY value, step, from_name) AS from_paths,
  sum(paths) OVER (PARTITION BY value, step, to_name) AS to_paths FROM (${links}))`
  const label = (side: 'from' | 'to', zero: string): string =>
    `multiIf(${side}_name = 0, ${sqlText(zero)}, ${side}_rank <= ${topN}, ${namesSql}[${side}_name], '${rest}')`
  return `SELECT value, toUInt8(step) AS step, ${label('from', '')} AS a, ${label('to', end)} AS b,
  sum(paths) AS paths, groupBitmapMergeState(users) AS users
FROM (${ranked}) GROUP BY value, step, a, b`
}
