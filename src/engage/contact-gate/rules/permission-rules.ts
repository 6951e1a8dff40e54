import type { ContactPolicy } from '../../../decide/policy/index.ts'
import { type Asked, decidedSql, type Purpose, suppressedSql } from '../../../govern/consent/index.ts'
import type { GateQuestion } from '../gate-question.ts'
import type { GateRule, GateSets } from './gate-rule.ts'

/** What may never be asked again once the answer is no: lists, opt-outs, consent, personalised choice. */
export function permissionRules(question: GateQuestion, person: string, sets: GateSets): GateRule[] {
  const { policy, channel, category, now, only } = question
  const { exempt } = policy.categories[category]
  const rules: GateRule[] = []
  const entries = suppressedSql({ lists: question.lists, channel, now, only })
  const listed = sets.containedIn(["reason != 'opted_out'", "reason = 'opted_out'"], entries, person)
  if (question.lists.some((list) => list !== 'opted_out'))
    rules.push({ reason: 'suppression_list', refused: listed(0) })
  if (question.lists.includes('opted_out')) rules.push({ reason: 'opted_out', refused: listed(1) })
  const needed = exempt.includes('consent') ? undefined : consentNeeded(policy, category, channel)
  const personal = !exempt.includes('personalization') && !question.general
  const asked: Asked[] = [
    ...(needed ? [{ purpose: needed.purpose, channel }] : []),
    ...(personal ? [{ purpose: 'personalization' as const }] : []),
  ]
  const wants = asked.map((_, index) =>
    index === 0 && needed?.mode === 'opt_in'
      ? `decided${index} > 0 AND decided${index} % 2 = 0`
      : `decided${index} % 2 = 1`,
  )
  const decided = sets.containedIn(wants, decidedSql({ asked, now, only }), person)
  if (needed)
    rules.push({ reason: 'no_consent', refused: `${needed.mode === 'opt_in' ? 'NOT ' : ''}${decided(0)}` })
  if (personal) rules.push({ reason: 'personalization', refused: decided(needed ? 1 : 0) })
  return rules
}

/** Which purpose is asked for, and whether silence is a yes. The most exact exception goes first. */
export function consentNeeded(
  policy: ContactPolicy,
  category: GateQuestion['category'],
  channel: GateQuestion['channel'],
): { purpose: Purpose; mode: 'opt_in' | 'opt_out' } {
  const rule = policy.categories[category]
  const purpose = rule.purpose ?? policy.purpose
  const [exception] = policy.consentModes
    .filter((one) => (one.purpose ?? purpose) === purpose && (one.channel ?? channel) === channel)
    .map((one) => ({ mode: one.mode, exactness: (one.channel ? 2 : 0) + (one.purpose ? 1 : 0) }))
    .toSorted((one, other) => other.exactness - one.exactness)
  return { purpose, mode: exception?.mode ?? rule.consent ?? policy.consent }
}
