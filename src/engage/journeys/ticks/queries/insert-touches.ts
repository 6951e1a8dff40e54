import { canonical } from '../../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../../platform/clickhouse/literal.ts'
import { type GateQuestion, gateReasonSql } from '../../../contact-gate/index.ts'
import type { MessageChoice } from '../../nodes/index.ts'

const text = (value: string): string => literal(value, 'String')

/**
 * One row for every person who stands at a message: queued, or suppressed with the gate's reason.
 * The touch's id is a hash of journey, node, tick and person, so a tick that is repeated after a crash makes the same
 * ids, and a provider that saw one already can tell.
 */
export function insertTouchesSql(
  touch: {
    journey: { id: number; key: string }
    version: number
    node: string
    tick: number
    message: MessageChoice
    standing: string
  },
  question: GateQuestion,
): string {
  return `
    INSERT INTO touch (customer, at, touch, journey, version, node, tick, channel, template, outcome, reason)
    SELECT person, ${literal(question.now, 'DateTime64(3)')},
           reinterpretAsUUID(sipHash128(${text(touch.journey.key)}, toUInt32(${touch.journey.id}),
                                        ${text(touch.node)}, toUInt32(${touch.tick}), person)),
           ${touch.journey.id}, ${touch.version}, ${text(touch.node)}, ${touch.tick},
           ${text(touch.message.channel)}, ${text(touch.message.template)},
           if(refused = '', 'queued', 'suppressed'), refused
    FROM (
      SELECT person, ${gateReasonSql(question, 'person')} AS refused
      FROM (SELECT DISTINCT ${canonical('customer')} AS person FROM (${touch.standing}))
    )`
}
