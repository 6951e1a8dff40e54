import { z } from 'zod'
import { quietRules as rulesOfQuiet } from '../../decide/policy/index.ts'
import type { Context } from '../../platform/context.ts'
import type { ContactCheck, ContactCheckQuery, ExplainedContactRule } from './explain-schema.ts'
import { type GateQuestion, gateQuestion, readGateKnowledge } from './gate-question.ts'
import { gateRules, gateVerdictsSql } from './gate-sql.ts'
import { type Facts, personSql, readFacts, readProductRisk } from './queries-of-one.ts'
import { type GateReason, gateReasons } from './reasons.ts'
import { countedOf } from './rules/frequency-rules.ts'
import { consentNeeded } from './rules/permission-rules.ts'
import { contactPointKind } from './rules/reach-rules.ts'
import { productRiskSql } from './rules/suitability-rules.ts'

const answer = z.object({
  reason: z.enum(['', ...gateReasons]),
  ends: z.coerce.number(),
})

/**
 * Would this customer be contacted, and why not? The answer is the gate's own; beside it every rule with its verdict
 * and with what it read. For an instant in the past by the policy and the history of then; who stood on which list and
 * what journeys ran is taken as it is today.
 * @param members every number that stands for the customer
 */
export async function explainContact(
  ctx: Context,
  who: { readonly customer: number; readonly members: readonly number[] },
  { channel, category, at, product, general }: ContactCheckQuery,
): Promise<ContactCheck> {
  const now = at === undefined ? ctx.clock.now() : new Date(at)
  const known = await readGateKnowledge(ctx, at === undefined ? {} : { now })
  const products = product === undefined ? [] : [product]
  const question = { ...gateQuestion(known, { channel, category, products, general }), only: who.members }
  const { rules, sets } = gateRules(question, 'person')
  const people = personSql(who.customer)
  const [[given], [flags], facts] = await Promise.all([
    ctx.clickhouse.query(
      `SELECT reason, toUnixTimestamp64Milli(until) AS ends FROM (${gateVerdictsSql(question, people)})`,
      {},
      answer,
    ),
    ctx.clickhouse.query(
      `${sets.with} SELECT CAST([${rules.map(({ refused }) => `toUInt8(${refused})`).join(', ')}] AS Array(UInt8)) AS refused FROM (${people})`,
      {},
      z.object({ refused: z.array(z.number()) }),
    ),
    readFacts(ctx, question, who.customer, who.members),
  ])
  const reason = given?.reason ?? ''
  const ends = given?.ends ?? 0
  const risk = products.length > 0 ? await readProductRisk(ctx, productRiskSql(products)) : undefined
  const verdicts = rules.map((rule, index): ExplainedContactRule['verdict'] =>
    flags?.refused[index] ? (rule.hold ? 'held' : 'refused') : 'passed',
  )
  return {
    customer: who.customer,
    at: now.toISOString(),
    channel,
    category,
    policyVersion: known.policy.version,
    outcome: reason === '' ? 'allowed' : ends > 0 ? 'held' : 'refused',
    reason,
    until: ends > 0 ? new Date(ends).toISOString() : null,
    rules: gateReasons
      .flatMap((asked) => {
        const own = rules.flatMap((rule, index) =>
          rule.reason === asked ? [{ verdict: verdicts[index] ?? 'passed' }] : [],
        )
        if (own.length === 0) return absent(asked, question, reason)
        return sawOf(asked, own, question, facts, risk)
      })
      // How much a channel still carries in this hour is a figure of the whole bank.
      .map((rule) =>
        rule.rule === 'volume' && rule.verdict !== 'not_set' && ctx.actor.organisations !== null
          ? { ...rule, saw: { left: null } }
          : rule,
      ),
  }
}

const excuse: Partial<Record<GateReason, string>> = {
  no_consent: 'consent',
  personalization: 'personalization',
  unsuitable: 'suitability',
  quiet_hours: 'quiet_hours',
  cap: 'caps',
  spacing: 'spacing',
  volume: 'volume',
}

/** A rule that was not asked: this category is exempt from it, or the policy says nothing about it here. */
function absent(
  rule: GateReason,
  { policy, category, volumeLeft }: GateQuestion,
  reason: string,
): ExplainedContactRule[] {
  const exempt: readonly string[] = policy.categories[category].exempt
  if (exempt.includes(excuse[rule] ?? '')) return [{ rule, verdict: 'exempt', saw: {} }]
  if (rule === 'volume' && volumeLeft !== undefined)
    return [{ rule, verdict: reason === 'volume' ? 'held' : 'passed', saw: { left: volumeLeft } }]
  return [{ rule, verdict: 'not_set', saw: {} }]
}

type Own = readonly { readonly verdict: ExplainedContactRule['verdict'] }[]
const worst = (own: Own): ExplainedContactRule['verdict'] =>
  own.find(({ verdict }) => verdict === 'refused')?.verdict ??
  own.find(({ verdict }) => verdict === 'held')?.verdict ??
  'passed'

function sawOf(
  rule: GateReason,
  own: Own,
  question: GateQuestion,
  facts: Facts,
  risk: number | undefined,
): ExplainedContactRule[] {
  const { policy, channel, category, lists } = question
  const one = (saw: ExplainedContactRule['saw']): ExplainedContactRule[] => [
    { rule, verdict: worst(own), saw },
  ]
  switch (rule) {
    case 'suppression_list':
    case 'opted_out': {
      const entries = facts.entries.filter(
        ({ list }) => lists.includes(list) && (list === 'opted_out') === (rule === 'opted_out'),
      )
      const [entry] = entries
      return one({
        lists: [...new Set(entries.map(({ list }) => list))].join(', '),
        since: entry?.at ?? null,
        until: entry?.until ?? null,
        evidence: entry?.evidence ?? '',
      })
    }
    case 'no_consent': {
      const { purpose, mode } = consentNeeded(policy, category, channel)
      const decision = facts.decisions.find((made) => made.purpose === purpose && made.channel === channel)
      return one({ purpose, mode, ...decisionOf(decision) })
    }
    case 'personalization':
      return one(decisionOf(facts.decisions.find(({ purpose }) => purpose === 'personalization')))
    case 'global_holdout':
      return one({ percent: policy.globalHoldout.percent, bucket: facts.bucket })
    case 'no_contact_point':
      return one({
        needed: contactPointKind[channel] ?? question.addressKind ?? null,
        known: facts.points.join(', '),
      })
    case 'unsuitable':
      return one({
        productRisk: `R${risk ?? 0}`,
        customerRisk: facts.risk,
        assessedOn: facts.assessedOn,
        validMonths: policy.suitability.validMonths,
      })
    case 'quiet_hours': {
      const zone = policy.provinceZones[facts.province] ?? question.timezone
      return one({
        province: facts.province,
        localTime: new Intl.DateTimeFormat('sv-SE', {
          timeZone: zone,
          dateStyle: 'short',
          timeStyle: 'short',
        }).format(question.now),
        zone,
        rules: rulesOfQuiet(policy)
          .map(({ from, to }) => `${from}–${to}`)
          .join(', '),
      })
    }
    case 'cap':
    case 'spacing':
      return countedOf(question).flatMap((counted, index): ExplainedContactRule[] => {
        if (counted.reason !== rule) return []
        const counts = facts.counts[index] ?? 0
        const reached = counts >= counted.limit
        const verdict = reached ? (counted.action === 'hold' ? 'held' : 'refused') : 'passed'
        return [{ rule, verdict, saw: { counted: counts, limit: counted.limit, ...windowOf(counted.rule) } }]
      })
    case 'priority':
      return one({ rivals: question.rivals })
    case 'volume':
      return one({ left: question.volumeLeft ?? null })
  }
}

function decisionOf(decision: Facts['decisions'][number] | undefined): Record<string, string | null> {
  if (!decision) return { decision: 'none', decidedAt: null, evidence: '' }
  return {
    decision: decision.granted === 1 ? 'granted' : 'refused',
    decidedAt: decision.at,
    evidence: decision.evidence,
  }
}

type CountedRule = ReturnType<typeof countedOf>[number]['rule']
function windowOf(rule: CountedRule): Record<string, string | number> {
  const scope = {
    ...(rule.channels ? { channels: rule.channels.join(', ') } : {}),
    ...(rule.categories ? { categories: rule.categories.join(', ') } : {}),
  }
  if ('minutes' in rule) return { minutes: rule.minutes, ...scope }
  if (rule.per !== undefined) return { per: rule.per, ...scope }
  return rule.days === undefined ? { hours: rule.hours ?? 0, ...scope } : { days: rule.days, ...scope }
}
