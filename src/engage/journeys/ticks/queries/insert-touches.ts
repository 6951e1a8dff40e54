import { canonical } from '../../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../../platform/clickhouse/literal.ts'
import { type RouteBy, withChannelOrderSql } from '../../../channels/index.ts'
import {
  committedSql,
  type GateKnowledge,
  gateQuestion,
  gateRoutesSql,
  gateVerdictsSql,
  numbersSql,
} from '../../../contact-gate/index.ts'
import type { MessageTerms } from '../../../templates/index.ts'
import type { MessageChoice } from '../../nodes/index.ts'
import type { JourneyGraph } from '../../schema.ts'

const text = (value: string): string => literal(value, 'String')

/** Fewer people than this are looked up one by one in the tables that the gate reads; of more, everything is read. */
const few = 20_000

/** The people who stand at a message, and what is to be said to them. */
export interface WantedTouches {
  readonly journey: { readonly id: number; readonly key: string }
  readonly version: number
  readonly node: string
  readonly tick: number
  /** One a channel, best first. */
  readonly choices: readonly (MessageChoice & {
    /** The template's version. */
    readonly edition: number
    /** What it offers and to whom. */
    readonly terms?: MessageTerms | undefined
  })[]
  /** How channels compete for each person. */
  readonly by: RouteBy
  /** What a message costs by channel, in millionths of a yuan. */
  readonly costs: ReadonlyMap<string, number>
  readonly graph: JourneyGraph | undefined
  /** `SELECT customer …`, and at most so many of them. */
  readonly standing: string
  readonly customers: number
}

/**
 * One row for every person who stands at a message: queued, held until an instant, or suppressed, with the gate's
 * reason. Of several channels the best of each person that may be used is taken. The touch's id is a hash of journey, node, tick and
 * person, so a tick that is repeated after a crash makes the same ids, and a provider that saw one already can tell.
 */
export function insertTouchesSql(touch: WantedTouches, gate: GateKnowledge): string {
  const category = touch.graph?.category ?? 'marketing'
  const journey = { id: touch.journey.id, priority: touch.graph?.priority }
  const people = `SELECT DISTINCT ${canonical('customer')} AS person FROM (${touch.standing})`
  const only = touch.customers < few ? numbersSql(people) : undefined
  const questions = touch.choices.map(({ channel, terms }) => ({
    ...gateQuestion(gate, { channel, category, journey, ...terms }),
    only,
  }))
  const [question] = questions
  const channel = text(question?.channel ?? '')
  const verdicts =
    question && questions.length === 1
      ? `SELECT person, ${channel} AS channel, reason, until FROM (${gateVerdictsSql(question, people)})`
      : gateRoutesSql(questions, withChannelOrderSql(people, orderOf(touch, gate, only)), {
          order: 'channel_order',
        })
  const template = `transform(channel, ${literal(
    touch.choices.map((choice) => choice.channel),
    'Array(String)',
  )}, ${literal(
    touch.choices.map((choice) => choice.template),
    'Array(String)',
  )}, '')`
  const edition = `transform(channel, ${literal(
    touch.choices.map((choice) => choice.channel),
    'Array(String)',
  )}, ${literal(
    touch.choices.map((choice) => choice.edition),
    'Array(UInt16)',
  )}, 0)`
  const now = literal(gate.now, 'DateTime64(3)')
  return `
    INSERT INTO touch (customer, at, touch, journey, version, node, tick, channel, template, outcome, reason,
                       category, policy, until, wanted, template_version)
    SELECT person, ${now},
           reinterpretAsUUID(sipHash128(${text(touch.journey.key)}, toUInt32(${touch.journey.id}),
                                        ${text(touch.node)}, toUInt32(${touch.tick}), person)),
           ${touch.journey.id}, ${touch.version}, ${text(touch.node)}, ${touch.tick}, channel, ${template},
           multiIf(reason = '', 'queued', until > toDateTime64(0, 3, 'UTC'), 'held', 'suppressed'), reason,
           ${text(category)}, ${gate.policy.version}, until, ${now}, ${edition}
    FROM (${verdicts})`
}

const orderOf = ({ choices, by, costs }: WantedTouches, gate: GateKnowledge, only: string | undefined) => ({
  channels: choices.map(({ channel }) => channel),
  by,
  now: gate.now,
  costs,
  committed: committedSql(gate.committedTicks),
  only,
})
