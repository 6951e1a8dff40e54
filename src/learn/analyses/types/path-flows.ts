import { sqlText, sqlTexts } from '../../../understand/rules/index.ts'
import { duringSql, meetsSql, readSql, who } from '../events-sql.ts'
import { rest } from '../split.ts'
import type { EventFilter } from '../question-parts.ts'
import type { Question } from '../question.ts'
import type { AnalysisOf } from '../schema.ts'
import { spread } from '../split.ts'

type Path = AnalysisOf<'path'>

/** Where a path ends before the last step that is shown. */
export const end = '$end'
const since1900 = 2_208_988_800_000
/** Bits of the number of a name, and of whether the event is the anchor. */
const nameBits = 65_536

function filtersOf({ anchor, only }: Path): EventFilter[] {
  return only ? [...only.map((event) => ({ event })), anchor] : [{}]
}

/**
 * `who, path`: one row a session with the anchor; `path` = numbers of names from the anchor on, in the direction asked.
 * Events become one whole number each (instant, number of the name, whether it is the anchor), so that sorting numbers
 * sorts events; names of one instant in alphabetical order.
 */
function pathsSql(question: Question<Path>, names: string): string {
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
  const number = `((toUnixTimestamp64Milli(at) + ${since1900}) * ${nameBits} + transform(name, ${names}, range(1, length(${names}) + 1), 0)) * 2 + (${meetsSql(anchor)})`
  const cut =
    direction === 'forward'
      ? 'arraySlice(session, arrayFirstIndex(x -> bitAnd(x, 1) = 1, session))'
      : 'arrayReverse(arraySlice(session, 1, arrayLastIndex(x -> bitAnd(x, 1) = 1, session)))'
  const numbers = `arrayMap(x -> toUInt16(bitAnd(intDiv(x, 2), ${nameBits - 1})), ${cut})`
  return `SELECT who, arraySlice(${collapse ? `arrayCompact(${numbers})` : numbers}, 1, ${depth + 1}) AS path
FROM (
  SELECT who, arraySplit((x, pause) -> pause > ${sessionGapMinutes * 60_000}, es, arrayDifference(arrayMap(x -> intDiv(x, ${nameBits * 2}), es))) AS sessions
  FROM (SELECT ${who} AS who, arraySort(groupArray(${number})) AS es
    FROM event WHERE ${readSql(question, filtersOf(analysis))}${excluded} GROUP BY who)
  WHERE arrayExists(x -> bitAnd(x, 1) = 1, es))
ARRAY JOIN sessions AS session
WHERE arrayExists(x -> bitAnd(x, 1) = 1, session)`
}

/**
 * `value, step, a, b, paths, users`: how many paths go from event a (step − 1) to event b (step), and the bitmap of whose
 * they are; step 0 comes from ''. A name that is not among the most frequent of its step is $rest.
 */
export function flowsSql(question: Question<Path>): string {
  const { analysis, days, timezone, split } = question
  const { depth = 5, topN = 8 } = analysis
  const names = `(SELECT arraySort(groupUniqArray(toString(name))) FROM event WHERE ${duringSql(days, timezone)})`
  const links = `SELECT value, link.1 AS step, link.2 AS from_name, link.3 AS to_name, count() AS paths, groupBitmapState(who) AS users
FROM ${spread(pathsSql(question, names), split)}
ARRAY JOIN arrayMap((to_number, from_number, i) -> (i, from_number, to_number),
  arrayPushBack(path, 0), arrayPushFront(path, 0), range(length(path) + 1)) AS link
WHERE step <= ${depth}
GROUP BY value, step, from_name, to_name`
  // Links out of a name add up to those into it, so both rank it alike.
  const ranked = `SELECT *,
  dense_rank() OVER (PARTITION BY value, step ORDER BY from_name = 0, from_paths DESC, from_name) AS from_rank,
  dense_rank() OVER (PARTITION BY value, step ORDER BY to_name = 0, to_paths DESC, to_name) AS to_rank
FROM (SELECT *, sum(paths) OVER (PARTITION BY value, step, from_name) AS from_paths,
  sum(paths) OVER (PARTITION BY value, step, to_name) AS to_paths FROM (${links}))`
  const label = (side: 'from' | 'to', zero: string): string =>
    `multiIf(${side}_name = 0, ${sqlText(zero)}, ${side}_rank <= ${topN}, ${names}[${side}_name], '${rest}')`
  return `SELECT value, toUInt8(step) AS step, ${label('from', '')} AS a, ${label('to', end)} AS b,
  sum(paths) AS paths, groupBitmapMergeState(users) AS users
FROM (${ranked}) GROUP BY value, step, a, b`
}
