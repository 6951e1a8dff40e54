import { sqlText } from '../../../understand/rules/index.ts'
import { amongSql, readSql, who } from '../events-sql.ts'
import type { Question } from '../question.ts'
import type { AnalysisOf } from '../schema.ts'
import { chainsSql } from './funnel-chains.ts'

export type DropOff = AnalysisOf<'drop_off'>

/** Properties of more different values tell nobody apart. */
const mostValues = 50
const usualLook = 1800

/** When a fact is one of a customer's path: always, between the step and the next one, or at the step. */
const always = 0
const between = 1
const atStep = 2

/** The funnel whose step is asked about. */
function funnelOf(question: Question<DropOff>): Question<AnalysisOf<'funnel'>> {
  const { after: _after, lookSeconds: _look, ...analysis } = question.analysis
  return { ...question, analysis: { ...analysis, type: 'funnel' } }
}

/**
 * `who, value, gone, kind, factor, fact`: what is so of each customer who took the step. Everybody has the fact `all`.
 * One join with those who took the step, over their attributes and tags, the names of what they did and, read apart
 * because properties are wide, what the step itself was like.
 */
export function factsSql(question: Question<DropOff>, kind?: string): string {
  const { analysis, traits = [] } = question
  const { after, lookSeconds = usualLook, steps } = analysis
  const step = steps[after]
  if (!step) return factsSql({ ...question, analysis: { ...analysis, after: 0 } }, kind)
  const look = lookSeconds * 1000 + 1
  const people = `SELECT who, value, level = ${after + 1} AS gone, begun + took[${after + 1}] AS stepped,
  if(gone, stepped + ${look}, least(stepped + ${look}, begun + took[${after + 2}])) AS until
FROM (${chainsSql(funnelOf(question), true, true)}) WHERE level > ${after}`
  const telling = `(SELECT groupArray(toString(key)) FROM (SELECT key FROM (SELECT mapKeys(properties) AS keys, mapValues(properties) AS contents FROM event
  WHERE ${readSql(question, [step])}) ARRAY JOIN keys AS key, contents AS content GROUP BY key HAVING uniqUpTo(${mostValues})(content) <= ${mostValues}))`
  const among = amongSql(question, 'customer')
  const parts = [
    ...traits.map(({ table, facts }) => ({
      of: ['attribute', 'tag'],
      rows: `SELECT customer AS who, toInt64(0) AS ms, ${always} AS time, ${facts} AS facts FROM ${table}${among === '' ? '' : ` WHERE ${among}`}`,
    })),
    {
      of: ['event'],
      rows: `SELECT ${who} AS who, toUnixTimestamp64Milli(at) AS ms, ${between} AS time, [('event', '', toString(name))] AS facts
FROM event WHERE ${readSql(question, [{}])}`,
    },
    {
      of: ['all', 'channel', 'property'],
      rows: `SELECT ${who} AS who, toUnixTimestamp64Milli(at) AS ms, ${atStep} AS time,
  arrayConcat([('all', '', 'all'), ('channel', '', toString(channel))], arrayFilter(fact -> has(${telling}, fact.2),
    arrayMap((key, content) -> ('property', toString(key), content), mapKeys(properties), mapValues(properties)))) AS facts
FROM event WHERE ${readSql(question, [step])}`,
    },
  ].filter(({ of }) => kind === undefined || of.includes(kind))
  return `SELECT who, value, gone, one.1 AS kind, one.2 AS factor, one.3 AS fact
FROM (
  SELECT known.who AS who, value, gone, facts
  FROM (${parts.map(({ rows }) => rows).join('\nUNION ALL ')}) AS known
  INNER JOIN (${people}) AS people ON known.who = people.who
  WHERE time = ${always} OR (time = ${atStep} AND ms = stepped) OR (time = ${between} AND ms > stepped AND ms < until)
)
ARRAY JOIN facts AS one
WHERE fact != ''`
}

/** How many of those who left and of those who went on have each fact, of things with few different ones. */
export function countedFactsSql(question: Question<DropOff>): string {
  return `SELECT value, kind, factor, fact, left_behind, went_on FROM (
  SELECT *, count() OVER (PARTITION BY value, kind, factor) AS variety FROM (
    SELECT value, kind, factor, fact, groupBitmapIf(who, gone) AS left_behind, groupBitmapIf(who, NOT gone) AS went_on
    FROM (${factsSql(question)}) GROUP BY value, kind, factor, fact))
WHERE kind = 'event' OR variety <= ${mostValues}`
}

export function factCustomersSql(
  question: Question<DropOff>,
  [value, side, kind, factor, fact]: readonly [string, string, string, string, string],
): string {
  const sides = { gone: 'gone', on: 'NOT gone', both: '1' }[side] ?? '0'
  return `SELECT DISTINCT who AS customer FROM (${factsSql(question, kind)})
WHERE value = ${sqlText(value)} AND ${sides} AND kind = ${sqlText(kind)} AND factor = ${sqlText(factor)} AND fact = ${sqlText(fact)}`
}
