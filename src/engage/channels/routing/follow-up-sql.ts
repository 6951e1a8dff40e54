import type { ContactCategory, ContactChannel } from '../../../govern/consent/index.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { committedSql, type GateKnowledge, gateQuestion, gateRoutesSql } from '../../contact-gate/index.ts'
import type { MessageTerms } from '../../templates/index.ts'
import { type RouteBy, withChannelOrderSql } from './channel-order.ts'

/** A message that is said again by the next channel of its route when it failed or was not opened. */
export interface FollowUp {
  readonly journey: { readonly id: number; readonly key: string; readonly priority?: number | undefined }
  readonly version: number
  readonly node: string
  readonly channels: readonly ContactChannel[]
  readonly by: RouteBy
  readonly templates: Readonly<Partial<Record<ContactChannel, string>>>
  readonly on: readonly ('failed' | 'not_opened')[]
  readonly afterHours: number
  readonly category: ContactCategory
}

const text = (value: string): string => literal(value, 'String')
const hour = 3_600_000
/** Contacts are followed up at most this long after the hours of waiting. */
const horizonHours = 14 * 24

/**
 * Follow up by one statement: everybody whose newest contact at this message failed, or stayed unopened for the hours
 * of its author, and who was answered by no channel, gets the same message by the first channel not tried yet that the
 * gate lets pass. One whose fate nobody knows (it may have arrived, or its provider always reports and said nothing)
 * has failed when the hours have passed without a word. Whom the gate refuses for good gets a suppressed row with the
 * reason, and no other try; whom it would hold is asked about again the next time. Exactly once: a follow-up is the
 * newest contact itself, so the statement finds nobody when it is run again; its id is a hash of the contact that it
 * follows.
 * @param at the instant of the follow-ups: later than anything that they follow
 * @param known costs of channels, up to when receipts count, what templates offer, and providers that always report
 */
export function insertFollowUpsSql(
  follow: FollowUp,
  gate: GateKnowledge,
  at: Date,
  {
    costs,
    now,
    terms,
    reporting,
  }: {
    costs: ReadonlyMap<string, number>
    now: Date
    terms: ReadonlyMap<string, MessageTerms>
    reporting: readonly string[]
  },
): string {
  const { journey, version, node, channels, on } = follow
  const instant = literal(at, 'DateTime64(3)')
  const ripe = literal(new Date(at.getTime() - follow.afterHours * hour), 'DateTime64(3)')
  const oldest = literal(new Date(at.getTime() - (follow.afterHours + horizonHours) * hour), 'DateTime64(3)')
  const committed = committedSql(gate.committedTicks)
  const reasons = [
    ...(on.includes('failed')
      ? ["last_state = 'failed'", `(last_at <= ${ripe} AND last_state IN ('unsure', 'unreported'))`]
      : []),
    ...(on.includes('not_opened') ? [`(last_at <= ${ripe} AND last_state != '')`] : []),
  ]
  const people = `
    SELECT person, tick, last_touch, tried FROM (
      SELECT made.customer AS person, max(made.tick) AS tick, groupUniqArray(toString(made.channel)) AS tried,
             max(made.at) AS last_at, argMax(made.touch, made.at) AS last_touch,
             argMax(made.outcome, made.at) AS last_outcome,
             argMax(received.state, made.at) AS last_state, max(received.answered) AS answered
      FROM (
        SELECT customer, tick, channel, at, touch, outcome FROM touch
        WHERE journey = ${journey.id} AND version = ${version} AND node = ${text(node)}
          AND at > ${oldest} AND at <= ${instant} AND outcome != 'held' AND ${committed}
        QUALIFY tick = max(tick) OVER (PARTITION BY customer)
      ) AS made
      LEFT JOIN (
        SELECT touch, max(status IN ('opened', 'clicked')) AS answered, maxIf(at, status = 'failed') AS failed_at,
               multiIf(max(status IN ('delivered', 'opened', 'clicked')), 'delivered',
                       failed_at > maxIf(at, status = 'retried'),
                       if(argMaxIf(uncertain, at, status = 'failed'), 'unsure', 'failed'),
                       max(status = 'sent' AND provider IN ${literal(reporting, 'Array(String)')}), 'unreported',
                       max(status = 'sent'), 'sent', '') AS state
        FROM touch_receipt WHERE journey = ${journey.id} AND at <= ${literal(now, 'DateTime64(3)')} GROUP BY touch
      ) AS received ON received.touch = made.touch
      GROUP BY person
      HAVING last_outcome = 'queued' AND NOT answered AND (${reasons.join(' OR ')})
         AND length(arrayFilter(c -> NOT has(tried, c), ${literal(channels, 'Array(String)')})) > 0
    )`
  const ordered = withChannelOrderSql(people, {
    channels,
    by: follow.by,
    now: at,
    costs,
    committed,
  })
  const left = `
    SELECT * EXCEPT (channel_order, tried), arrayFilter(c -> NOT has(tried, c), channel_order) AS channel_order
    FROM (${ordered})`
  const questions = channels.map((channel) => ({
    ...gateQuestion(gate, {
      ...terms.get(follow.templates[channel] ?? ''),
      channel,
      category: follow.category,
      journey,
      arbitrated: true,
    }),
    now: at,
  }))
  const template = `transform(channel, ${literal(channels, 'Array(String)')}, ${literal(
    channels.map((channel) => follow.templates[channel] ?? ''),
    'Array(String)',
  )}, '')`
  return `
    INSERT INTO touch (customer, at, touch, journey, version, node, tick, channel, template, outcome, reason,
                       category, policy, wanted)
    SELECT person, ${instant}, reinterpretAsUUID(sipHash128('follow_up', last_touch)),
           ${journey.id}, ${version}, ${text(node)}, tick, channel, ${template},
           if(reason = '', 'queued', 'suppressed'), reason, ${text(follow.category)}, ${gate.policy.version}, ${instant}
    FROM (${gateRoutesSql(questions, left, { order: 'channel_order' })})
    WHERE until <= toDateTime64(0, 3, 'UTC')`
}
