import { canonical } from '../../platform/clickhouse/canonical.ts'
import { literal } from '../../platform/clickhouse/literal.ts'
import type { ContactChannel, Purpose } from './schema.ts'

/**
 * Which customers a statement is about: everyone, these stored numbers only, or those that a statement answers
 * (`SELECT customer`, with the numbers that were merged into others).
 */
export interface Scope {
  readonly only?: readonly number[] | string | undefined
}

/** `AND customer IN …` for a lookup or a small set, nothing for everyone. */
export function scopeSql({ only }: Scope): string {
  if (only === undefined) return ''
  return `AND customer IN ${typeof only === 'string' ? `(${only})` : literal(only, 'Array(UInt32)')}`
}

/** What was decided: a purpose, on one channel or (without one) on any. */
export interface Asked {
  readonly purpose: Purpose
  readonly channel?: ContactChannel | undefined
}

/**
 * The newest decision of every customer on each of some questions, from one scan: `SELECT person, decided0, decided1 …`,
 * 0 = none, odd = refused, even = granted. Decisions of merged numbers count for the number they were merged into; of two
 * at the same instant the refusal holds. Instant and refusal are one number: max() of a number was three to four times as
 * fast as argMax over a tuple.
 */
export function decidedSql(question: Scope & { asked: readonly Asked[]; now: Date }): string {
  const about = question.asked.map(
    ({ purpose, channel }) =>
      `(purpose = ${literal(purpose, 'String')}${channel ? ` AND channel = ${literal(channel, 'String')}` : ''})`,
  )
  const newest = 'toUnixTimestamp64Milli(at) * 2 + 2 + (granted = 0)'
  const decided = about.map((is, index) =>
    about.length === 1 ? `max(${newest}) AS decided0` : `maxIf(${newest}, ${is}) AS decided${index}`,
  )
  return `
    SELECT ${canonical('customer')} AS person, ${decided.join(', ')}
    FROM consent
    WHERE (${about.join(' OR ')}) AND at <= ${literal(question.now, 'DateTime64(3)')} ${scopeSql(question)}
    GROUP BY person`
}

/**
 * Customers who stand on these lists for a channel: `SELECT person, reason` (the list), a row an entry. The newest entry of
 * a stored number, list and channel holds until it ends; every entry of a merged number counts. Reads the history, so that
 * it can be asked about the past as well.
 */
export function suppressedSql(
  question: Scope & { lists: readonly string[]; channel: ContactChannel; now: Date },
): string {
  const now = literal(question.now, 'DateTime64(3)')
  return `
    SELECT ${canonical('customer')} AS person, reason
    FROM suppression_history
    WHERE reason IN ${literal(question.lists, 'Array(String)')}
      AND channel IN ('', ${literal(question.channel, 'String')}) AND at <= ${now} ${scopeSql(question)}
    GROUP BY customer, reason, channel
    HAVING argMax((active, until IS NULL OR until > ${now}), at) = (1, 1)`
}

/**
 * Who said stop to marketing: `SELECT person, channel, at`. An entry on the opt-out list, or a consent that was given
 * before and is taken back; who refuses when first asked never opted out. What is said in both places, or twice, comes
 * twice. Only the history of those who refused within the period is read.
 * @param period condition on `at`
 */
export function optedOutSql(period: string, channels: readonly ContactChannel[] = []): string {
  const of = channels.length === 0 ? '' : `AND channel IN ${literal(channels, 'Array(String)')}`
  const person = canonical('customer')
  return `
    SELECT person, channel, at FROM (
      SELECT ${person} AS person, channel, at, granted,
             lagInFrame(granted) OVER (PARTITION BY person, channel ORDER BY at
                                       ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING) AS before
      FROM consent
      WHERE purpose = 'marketing' ${of} AND ${person} IN (
        SELECT ${person} FROM consent WHERE purpose = 'marketing' AND NOT granted ${of} AND ${period}
      )
    )
    WHERE NOT granted AND before AND ${period}
    UNION ALL
    SELECT ${person} AS person, channel, at FROM suppression_history
    WHERE reason = 'opted_out' AND active ${of} AND ${period}`
}
