import { type ContactChannel, scopeSql } from '../../../govern/consent/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import type { GateQuestion } from '../gate-question.ts'
import type { GateRule, GateSets } from './gate-rule.ts'

/** What a channel needs to reach somebody, whoever carries it. */
export const contactPointKind: Readonly<Record<ContactChannel, 'phone' | 'email' | null>> = {
  sms: 'phone',
  five_g: 'phone',
  call: 'phone',
  email: 'email',
  push: null,
  inbox: null,
  wecom: null,
  wecom_mass: null,
  mini_program: null,
  webhook: null,
}

export function reachRules(question: GateQuestion, person: string, sets: GateSets): GateRule[] {
  const kind = contactPointKind[question.channel] ?? question.addressKind
  if (!kind) return []
  return [
    { reason: 'no_contact_point', refused: `NOT ${sets.contains(reachableSql(question, kind), person)}` },
  ]
}

/**
 * People whose newest contact point of a kind has a value: `SELECT person`. For everyone, only customers who ever had
 * theirs emptied are grouped; of the others any row with a value says enough (FINAL took four times as long). Of two rows
 * of one instant the one with a value holds. `value.size` spares reading what is encrypted.
 */
function reachableSql(question: GateQuestion, kind: string): string {
  const rows = `kind = ${literal(kind, 'String')} ${scopeSql(question)}`
  const newest = (which: string): string => `
    SELECT ${canonical('customer')} AS person
    FROM contact_point
    WHERE ${rows} ${which}
    GROUP BY customer
    HAVING max(toUnixTimestamp64Milli(updated) * 2 + (value.size > 0)) % 2 = 1`
  if (question.only !== undefined) return newest('')
  const emptied = `(SELECT customer FROM contact_point WHERE ${rows} AND value.size = 0)`
  return `
    SELECT ${canonical('customer')} AS person
    FROM contact_point
    WHERE ${rows} AND value.size > 0 AND customer NOT IN ${emptied}
    UNION ALL ${newest(`AND customer IN ${emptied}`)}`
}
