import { canonical } from '../../platform/clickhouse/canonical.ts'
import { literal } from '../../platform/clickhouse/literal.ts'
import type { ContactChannel, Purpose } from './schema.ts'

/** Which customers a statement is about: everyone, or (for a single lookup) these stored numbers only. */
export interface Scope {
  readonly only?: readonly number[]
}

/** `AND customer IN …` for a lookup, nothing for everyone. */
export function scopeSql({ only }: Scope): string {
  return only === undefined ? '' : `AND customer IN ${literal(only, 'Array(UInt32)')}`
}

/**
 * Customers whose newest decision on purpose and channel is `granted`: `SELECT person`.
 * Decisions of merged numbers count for the number they were merged into; of two at the same instant the refusal holds.
 * Instant and refusal are one number: max() of a number was three to four times as fast as argMax over a tuple.
 */
export function decidedSql(
  question: Scope & { purpose: Purpose; channel: ContactChannel; granted: boolean; now: Date },
): string {
  return `
    SELECT ${canonical('customer')} AS person
    FROM consent
    WHERE purpose = ${literal(question.purpose, 'String')} AND channel = ${literal(question.channel, 'String')}
      AND at <= ${literal(question.now, 'DateTime64(3)')} ${scopeSql(question)}
    GROUP BY person
    HAVING max(toUnixTimestamp64Milli(at) * 2 + (granted = 0)) % 2 = ${question.granted ? 0 : 1}`
}

/** Customers on the do-not-contact list for a channel: `SELECT person`. */
export function suppressedSql(
  question: Scope & { reasons: readonly string[]; channel: ContactChannel; now: Date },
): string {
  const now = literal(question.now, 'DateTime64(3)')
  return `
    SELECT ${canonical('customer')} AS person
    FROM suppression FINAL
    WHERE reason IN ${literal(question.reasons, 'Array(String)')}
      AND channel IN ('', ${literal(question.channel, 'String')})
      AND active AND at <= ${now} AND (until IS NULL OR until > ${now}) ${scopeSql(question)}`
}
