import type { ContactPolicy } from '../../../decide/policy/index.ts'
import { decidedSql, type Purpose, suppressedSql } from '../../../govern/consent/index.ts'
import type { GateQuestion } from '../gate-question.ts'
import { contains, type GateRule } from './gate-rule.ts'

/** What may never be asked again once the answer is no: lists, opt-outs, consent, personalised choice. */
export function permissionRules(question: GateQuestion, person: string): GateRule[] {
  const { policy, channel, category, now, only } = question
  const { exempt } = policy.categories[category]
  const listed = (lists: readonly string[]): string =>
    contains(suppressedSql({ lists, channel, now, only }), person)
  const rules: GateRule[] = []
  const lists = question.lists.filter((list) => list !== 'opted_out')
  if (lists.length > 0) rules.push({ reason: 'suppression_list', refused: listed(lists) })
  if (question.lists.includes('opted_out'))
    rules.push({ reason: 'opted_out', refused: listed(['opted_out']) })
  if (!exempt.includes('consent')) {
    const { purpose, mode } = consentNeeded(policy, category, channel)
    const decided = (granted: boolean): string =>
      contains(decidedSql({ purpose, channel, granted, now, only }), person)
    rules.push({ reason: 'no_consent', refused: mode === 'opt_in' ? `NOT ${decided(true)}` : decided(false) })
  }
  if (!exempt.includes('personalization') && !question.general) {
    const refusal = decidedSql({ purpose: 'personalization', granted: false, now, only })
    rules.push({ reason: 'personalization', refused: contains(refusal, person) })
  }
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
