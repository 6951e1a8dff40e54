import type { ContactChannel } from '../../../govern/consent/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'

export type RouteBy = 'order' | 'preference' | 'response' | 'cost'

/** How the channels of a route compete for each person. */
export interface RouteQuestion {
  /** As the author listed them: decides where nothing else does. */
  readonly channels: readonly ContactChannel[]
  readonly by: RouteBy
  readonly now: Date
  /** Cost of a message by channel, in millionths of a yuan; what is missing costs nothing. */
  readonly costs: ReadonlyMap<string, number>
  /** SQL that is true for rows of `touch` of committed ticks. */
  readonly committed: string
  /** `SELECT` of the numbers that people are known by, where they are few: only their rows are read. */
  readonly only?: string | undefined
}

const day = 86_400_000
/** How far back answers count. */
const memoryDays = 180
/** Messages that everyone is taken to have got before, opening a quarter: one lucky click decides nothing. */
const priorMessages = 4
const priorScore = 1

/**
 * Rows of `people` (with a column `person`) with their channels, best first, in a column `channel_order`. Whether a
 * channel can reach the person at all is the gate's to say: it takes the first of the order that may be used.
 *
 * - preference: the customer's attribute `preferred_channel` goes first;
 * - response: by the share of messages of the last 180 days that were opened (a click counts three times);
 * - cost: the cheapest first.
 */
export function withChannelOrderSql(people: string, question: RouteQuestion): string {
  const listed = literal(question.channels, 'Array(String)')
  switch (question.by) {
    case 'order':
      return `SELECT *, ${listed} AS channel_order FROM (${people})`
    case 'cost': {
      const byCost = question.channels.toSorted(
        (one, other) => (question.costs.get(one) ?? 0) - (question.costs.get(other) ?? 0),
      )
      return `SELECT *, ${literal(byCost, 'Array(String)')} AS channel_order FROM (${people})`
    }
    case 'preference':
      return `
        SELECT asked.*, arraySort(c -> (c != preferred.channel, indexOf(${listed}, c)), ${listed}) AS channel_order
        FROM (${people}) AS asked
        LEFT JOIN (
          SELECT ${canonical('customer')} AS person, argMax(attributes['preferred_channel'], updated) AS channel
          FROM customer FINAL WHERE attributes['preferred_channel'] != ''${ofThem(question)} GROUP BY person
        ) AS preferred USING person`
    case 'response':
      return `
        SELECT asked.*,
               arraySort(c -> (-if(has(answers.channels, c), answers.scores[indexOf(answers.channels, c)],
                                   ${priorScore / priorMessages}), indexOf(${listed}, c)), ${listed}) AS channel_order
        FROM (${people}) AS asked
        LEFT JOIN (${answersSql(question)}) AS answers USING person`
  }
}

const ofThem = ({ only }: RouteQuestion): string => (only === undefined ? '' : ` AND customer IN (${only})`)

/** How each person answered by each channel: `person, channels, scores`. */
function answersSql(question: RouteQuestion): string {
  const { channels, now, committed } = question
  const instant = literal(now, 'DateTime64(3)')
  const since = literal(new Date(now.getTime() - memoryDays * day), 'DateTime64(3)')
  return `
    SELECT person, groupArray(channel) AS channels, groupArray(score) AS scores FROM (
      SELECT ${canonical('customer')} AS person, toString(made.channel) AS channel,
             (sum(answered.opened + 2 * answered.clicked) + ${priorScore}) / (count() + ${priorMessages}) AS score
      FROM (
        SELECT customer, journey, touch, channel FROM touch
        WHERE outcome = 'queued' AND at > ${since} AND at <= ${instant} AND ${committed}
          AND channel IN ${literal(channels, 'Array(String)')}${ofThem(question)}
      ) AS made
      LEFT JOIN (
        SELECT journey, touch, max(status = 'opened') AS opened, max(status = 'clicked') AS clicked
        FROM touch_receipt
        WHERE status IN ('opened', 'clicked') AND at <= ${instant}
        GROUP BY journey, touch
      ) AS answered ON answered.journey = made.journey AND answered.touch = made.touch
      GROUP BY person, channel
    )
    GROUP BY person`
}
