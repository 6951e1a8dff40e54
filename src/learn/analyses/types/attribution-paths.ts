import { addDays } from '../../../platform/calendar-day.ts'
import { propertyNumberSql, sqlText } from '../../../understand/rules/index.ts'
import { duringSql, meetsSql, midnightSql, readSql, since1900, who } from '../events-sql.ts'
import type { EventFilter } from '../question-parts.ts'
import type { Question } from '../question.ts'
import type { AnalysisOf } from '../schema.ts'
import { none, rest, spread } from '../split.ts'

export type Attribution = AnalysisOf<'attribution'>

/** What counts as a contact unless the question says: messages that left, and clicks on them. */
const usualTouches: readonly EventFilter[] = [{ event: '$touch_sent' }, { event: '$touch_clicked' }]
const daySeconds = 86_400
/** Contacts become one whole number each: instant in milliseconds × 16 + number of the channel. */
const codes = 16
/** The number of every channel that is not shown on its own. */
const others = codes - 1

export function touchesOf({ touches }: Attribution): readonly EventFilter[] {
  return touches ?? usualTouches
}

const propertySql = (property: string): string => `properties[${sqlText(property)}]`

function channelSql({ by = { of: 'channel' } }: Attribution): string {
  const value = {
    channel: () => `if(${propertySql('channel')} = '', toString(channel), ${propertySql('channel')})`,
    event: () => 'toString(name)',
    journey: () => propertySql('journey'),
    property: () => propertySql('property' in by ? by.property : ''),
  }[by.of]()
  return `ifNull(nullIf(${value}, ''), '${none}')`
}

/**
 * `who, value, converted, worth, path`: one row a conversion, and one for everybody else with a contact. `path` = the
 * channels of the contacts in their order as numbers in `names`, and how long (ms) each came before the last of them.
 */
function pathsSql(question: Question<Attribution>, names: string): string {
  const { analysis, days, timezone, split } = question
  const { conversion, value, windowSeconds } = analysis
  const touches = touchesOf(analysis)
  const before = { from: addDays(days.from, -Math.ceil(windowSeconds / daySeconds)), to: days.to }
  const touched = touches.map((touch) => `(${meetsSql(touch)})`).join(' OR ')
  const code = `if((indexOf(${names}, ${channelSql(analysis)}) AS place) = 0, ${others}, place)`
  const worth = value === undefined ? '0' : `ifNull(${propertyNumberSql(value)}, 0)`
  const rows = `SELECT ${who} AS who, toUnixTimestamp64Milli(at) AS ms, (${touched}) AS is_touch,
  (${meetsSql(conversion)}) AND ${duringSql(days, timezone)} AS converts,
  (ms + ${since1900}) * ${codes} + if(is_touch, ${code}, 0) AS contact, toFloat64(if(converts, ${worth}, 0)) AS brought
FROM event WHERE ${readSql(question, [conversion, ...touches], before)}`
  const customers = `SELECT who, arraySort(groupArrayIf(contact, is_touch)) AS contacts,
  groupArrayIf((ms, brought), converts) AS conversions
FROM (${rows}) GROUP BY who`
  const begin = `toUnixTimestamp64Milli(${midnightSql(days.from, timezone)})`
  // Whoever did not convert is looked at over the days of the question.
  const paths = `SELECT who, notEmpty(conversions) AS converted, one.2 AS worth,
  arrayFilter(x -> (intDiv(x, ${codes}) - ${since1900} AS contact_ms) >= if(converted, one.1 - ${windowSeconds * 1000}, ${begin})
    AND (NOT converted OR contact_ms <= one.1), contacts) AS path
FROM (${customers}) ARRAY JOIN if(empty(conversions), [(toInt64(0), toFloat64(0))], conversions) AS one
WHERE converted OR notEmpty(path)`
  return `(SELECT who, value, converted, worth, arrayMap(x -> bitAnd(x, ${codes - 1}), path) AS channels,
  arrayMap(x -> intDiv(path[-1], ${codes}) - intDiv(x, ${codes}), path) AS ages FROM ${spread(paths, split)})`
}

/** The channels shown on their own: those with the most contacts, in alphabetical order. */
function namesSql(question: Question<Attribution>): string {
  const { analysis, days } = question
  const before = {
    from: addDays(days.from, -Math.ceil(analysis.windowSeconds / daySeconds)),
    to: days.to,
  }
  return `(SELECT arraySort(groupArray(name_of)) FROM (SELECT ${channelSql(analysis)} AS name_of FROM event
WHERE ${readSql(question, touchesOf(analysis), before)}
GROUP BY name_of ORDER BY count() DESC, name_of LIMIT ${analysis.values ?? 12}))`
}

const sums = (credit: string): string =>
  `round(sumIf(${credit}, converted), 9), round(sumIf(${credit} * worth, converted), 9)`

/**
 * The paths summed up: a row for all conversions, for those with and without a contact, for each set of channels, and
 * for each channel. Credits are of conversions and of what they brought in.
 */
export function creditsSql(question: Question<Attribution>): string {
  const { position: { first = 0.4, last = 0.4 } = {}, halfLifeSeconds = 7 * daySeconds } = question.analysis
  const names = namesSql(question)
  const label = (code: string): string => `if(${code} = ${others}, '${rest}', ${names}[${code}])`
  const ends = first + last
  const [opening, closing] = ends === 0 ? [0.5, 0.5] : [first / ends, last / ends]
  const position = `multiIf(n = 1, 1, n = 2, if(i = 1, ${opening}, ${closing}), i = 1, ${first}, i = n, ${last}, ${Math.max(0, 1 - ends)} / (n - 2))`
  return `SELECT value, kind, if(kind = 'channel', ${label('channel')}, '') AS name, arrayMap(c -> ${label('c')}, of) AS together,
  count() AS paths, countIf(converted) AS conversions, groupBitmapIf(who, converted) AS customers, groupBitmap(who) AS reached,
  round(sumIf(worth, converted), 9) AS brought,
  [${sums('(i = 1)')}] AS first, [${sums('(i = n)')}] AS last, [${sums('(1 / n)')}] AS linear,
  [${sums(`(${position})`)}] AS position, [${sums('(weight / weights)')}] AS time_decay
FROM (
  SELECT value, who, converted, worth, length(channels) AS n, part.1 AS kind, part.2 AS i, part.3 AS channel, part.4 AS weight, weights,
    if(kind = 'set', arraySort(arrayDistinct(channels)), []) AS of
  FROM (SELECT *, arrayMap(age -> exp2(-age / ${halfLifeSeconds * 1000}), ages) AS decays, arraySum(decays) AS weights FROM ${pathsSql(question, names)})
  ARRAY JOIN arrayConcat(
    [('all', 0, 0, 0.), (if(empty(channels), 'untouched', 'touched'), 0, 0, 0.), ('set', 0, 0, 0.)],
    arrayMap((i, c, d) -> ('channel', i, c, d), arrayEnumerate(channels), channels, decays)) AS part)
GROUP BY value, kind, channel, of`
}

/** Customers behind a part of it: `customer`. */
export function pathCustomersSql(
  question: Question<Attribution>,
  value: string,
  kind: string,
  channels: readonly string[],
): string {
  const names = namesSql(question)
  const labels = `arrayMap(c -> if(c = ${others}, '${rest}', ${names}[c]), channels)`
  const list = `[${channels.map(sqlText).join(', ')}]`
  const condition = {
    all: 'converted',
    touched: 'converted AND notEmpty(channels)',
    untouched: 'converted AND empty(channels)',
    reached: `hasAny(${labels}, ${list})`,
    channel: `converted AND hasAny(${labels}, ${list})`,
    set: `converted AND arraySort(arrayDistinct(${labels})) = arraySort(${list})`,
  }[kind]
  return `SELECT DISTINCT who AS customer FROM ${pathsSql(question, names)} WHERE value = ${sqlText(value)} AND ${condition ?? '0'}`
}
