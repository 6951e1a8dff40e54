import { literal } from '../../platform/clickhouse/literal.ts'
import type { GateQuestion } from './gate-question.ts'
import { frequencyRules, waitsSql } from './rules/frequency-rules.ts'
import { type GateRule, GateSets } from './rules/gate-rule.ts'
import { holdoutRules } from './rules/holdout-rules.ts'
import { permissionRules } from './rules/permission-rules.ts'
import { quietRules } from './rules/quiet-rules.ts'
import { reachRules } from './rules/reach-rules.ts'
import { suitabilityRules } from './rules/suitability-rules.ts'
import { hourOf } from './store.ts'

const none = "toDateTime64(0, 3, 'UTC')"

/** Everything that may stand against a contact, in the order in which the gate asks. */
export function gateRules(question: GateQuestion, person: string): { rules: GateRule[]; sets: GateSets } {
  const sets = new GateSets(question)
  const narrowed = sets.narrowed(question)
  const rules = [
    ...permissionRules(narrowed, person, sets),
    ...holdoutRules(narrowed, person),
    ...reachRules(narrowed, person, sets),
    ...suitabilityRules(narrowed, person, sets),
    ...quietRules(narrowed, person, sets),
    ...frequencyRules(narrowed, person, sets),
  ]
  return { rules, sets }
}

const reasonOf = (rules: readonly GateRule[]): string =>
  rules.length === 0
    ? "''"
    : `multiIf(${rules.map(({ reason, refused }) => `${refused}, '${reason}'`).join(',\n')}, '')`

/** Columns that hold the answer of the gate beside the columns that were asked about. */
interface AnswerColumns {
  readonly reason: string
  readonly until: string
}

/**
 * The gate over a set: every row of `people` with its answer. What is dropped goes before what is held: who has no
 * consent does not wait for the morning. Every rule is a bitmap of customers, computed once a statement, so that the
 * cost hardly depends on the number asked: `NOT IN (subquery)` over 5 million candidates and 20 million touches took
 * 5.7 s, this a fraction of it.
 * `reason` '' = may be contacted now; otherwise the contact
 * is held until `until`, or not made at all where `until` is 1970.
 * @param people SQL with a column `person` (canonical customer numbers, each once) and, where contacts waited before,
 *   `wanted` (since when)
 */
export function gateVerdictsSql(
  question: GateQuestion,
  people: string,
  { names = { reason: 'reason', until: 'until' }, wanted }: { names?: AnswerColumns; wanted?: string } = {},
): string {
  const { rules, sets } = gateRules(question, 'person')
  const held = rules.filter(({ hold }) => hold)
  const waits = waitsSql(question)
  const ends = held.map(
    ({ refused, hold }) => `if(${refused}, ${hold && 'until' in hold ? hold.until : 'waits'}, ${none})`,
  )
  const latest = ends.length < 2 ? (ends[0] ?? none) : `greatest(${ends.join(',\n')})`
  const asked = waits
    ? `SELECT asked.*, waiting.waits AS waits FROM (${people}) AS asked LEFT JOIN (${waits}) AS waiting USING person`
    : people
  const dropped = reasonOf(rules.filter(({ hold }) => !hold))
  const ruled = `
    ${sets.with}
    SELECT *${waits ? ' EXCEPT waits' : ''}, ${dropped} AS gate_dropped,
           if(gate_dropped = '', ${reasonOf(held)}, '') AS gate_held, ${latest} AS gate_latest
    FROM (${asked})`
  const volume = volumeSql(question, ruled)
  const last = `addHours(${wanted ?? literal(question.now, 'DateTime64(3)')}, ${question.policy.holdAtMostHours})`
  return `
    SELECT * EXCEPT (gate_dropped, gate_held, gate_latest),
           if(gate_dropped = '', gate_held, gate_dropped) AS ${names.reason},
           if(gate_held != '' AND gate_latest <= ${last}, gate_latest, ${none}) AS ${names.until}
    FROM (${volume ?? ruled})`
}

/**
 * Who passed everything else takes the places that the hour has left, drawn by hash; the next hours take the others,
 * as many each as the limit says. Undefined when the channel has no limit.
 */
function volumeSql(question: GateQuestion, ruled: string): string | undefined {
  const limit = question.policy.volume.find(({ channel }) => channel === question.channel)
  if (!limit || question.volumeLeft === undefined) return undefined
  const left = volumeLeftSql(question, question.volumeLeft)
  const hour = literal(hourOf(question.now), 'DateTime64(3)')
  const free = "gate_dropped = '' AND gate_held = ''"
  const column = limit.action === 'drop' ? 'gate_dropped' : 'gate_held'
  const other = limit.action === 'drop' ? 'gate_held' : 'gate_dropped'
  // A column of the answer may not have the name of one it is computed from: ClickHouse would take it for itself.
  return `
    SELECT * EXCEPT (gate_over, gate_late, gate_was, gate_then), if(gate_over, 'volume', gate_was) AS ${column},
           if(gate_over, gate_late, gate_then) AS gate_latest
    FROM (
      SELECT * EXCEPT (gate_dropped, gate_held, gate_latest, gate_place), ${other}, ${column} AS gate_was,
             gate_latest AS gate_then, ${free} AND gate_place > ${left} AS gate_over,
             addHours(${hour}, 1 + intDiv(gate_place - 1 - ${left}, ${limit.perHour})) AS gate_late
      FROM (
        SELECT *, row_number() OVER (PARTITION BY ${free} ORDER BY ${volumeOrder(question, 'person')}, person) AS gate_place
        FROM (${ruled})
      )
    )`
}

/** Places that are left once the contacts are taken off that were queued by ticks which are just being written. */
function volumeLeftSql({ openTicks, channel, now }: GateQuestion, left: number): string {
  if (openTicks.size === 0) return String(left)
  const ticks = literal([...openTicks], 'Array(Tuple(UInt32, UInt32))')
  return `toInt64(greatest(0, ${left} - (
    SELECT toInt64(count()) FROM touch
    WHERE at = ${literal(now, 'DateTime64(3)')} AND outcome = 'queued' AND channel = ${literal(channel, 'String')}
      AND (journey, tick) IN ${ticks})))`
}

/** Whose turn it is when an hour cannot take everybody: drawn anew every hour, so that nobody is always last. */
export function volumeOrder(question: GateQuestion, person: string): string {
  return `sipHash64(${person}, ${hourOf(question.now).getTime()})`
}

/**
 * Of contacts that were allowed before, who has refused since: lists, opt-outs, consent, personalised choice. Rows of
 * `people` (with a column `person`) whose contact is not made, with `reason`. Asked before every hand-over to a
 * provider; give `only` in the question, so that it reads nothing else.
 */
export function refusedSinceSql(question: GateQuestion, people: string): string {
  const sets = new GateSets(question)
  const rules = permissionRules(sets.narrowed(question), 'person', sets)
  return `
    ${sets.with}
    SELECT *, ${reasonOf(rules)} AS reason
    FROM (${people})
    WHERE reason != ''`
}
