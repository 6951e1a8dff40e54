import { type ContactChannel, scopeSql } from '../../../govern/consent/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import type { GateQuestion } from '../gate-question.ts'
import { contains, type GateRule } from './gate-rule.ts'

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

export function reachRules(question: GateQuestion, person: string): GateRule[] {
  const kind = contactPointKind[question.channel] ?? question.addressKind
  if (!kind) return []
  const reachable = `
    SELECT ${canonical('customer')} AS person
    FROM contact_point FINAL
    WHERE kind = ${literal(kind, 'String')} AND value != '' ${scopeSql(question)}`
  return [{ reason: 'no_contact_point', refused: `NOT ${contains(reachable, person)}` }]
}
