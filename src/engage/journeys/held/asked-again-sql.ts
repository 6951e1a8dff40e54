import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { type GateKnowledge, gateQuestion, gateVerdictsSql, numbersSql } from '../../contact-gate/index.ts'
import type { MessageTerms } from '../../templates/index.ts'
import { messageChoices } from '../nodes/index.ts'
import type { JourneyGraph } from '../schema.ts'
import type { DueHold, Release } from './holds.ts'
import { contactChannel } from '../../../govern/consent/index.ts'

/** Fewer people than this are looked up one by one in the tables that the gate reads. */
const few = 20_000

const instant = (at: Date): string => literal(at, 'DateTime64(3)')

/** Rows of `touch` that the holds of a release are about and whose time has come. */
export function dueSql({ journey, holds, until }: Pick<Release, 'journey' | 'holds' | 'until'>): string {
  const come = until ? `AND until <= ${instant(until)}` : ''
  const conditions = holds.map(
    (hold) => `(tick = ${hold.tick} AND version = ${hold.version} AND node = ${literal(hold.node, 'String')}
      AND channel = ${literal(hold.channel, 'String')} AND reason = ${literal(hold.reason, 'String')}
      AND until > ${instant(hold.released ?? new Date(0))} ${come})`,
  )
  return `
    SELECT customer, tick, touch, channel, template, template_version, wanted
    FROM touch
    WHERE journey = ${journey} AND outcome = 'held' AND (${conditions.join(' OR ')})`
}

/**
 * One more row for every held touch whose time has come, with the same id: queued, held on, or suppressed. The holds
 * are of one message, channel and version.
 */
export function askedAgainSql(
  release: Omit<Release, 'holds'> & { readonly graph: JourneyGraph | undefined },
  holds: readonly [DueHold, ...DueHold[]],
  gate: GateKnowledge,
  terms: ReadonlyMap<string, MessageTerms>,
): string {
  const [{ version, node, channel, reason }] = holds
  const category = release.graph?.category ?? 'marketing'
  const due = dueSql({ ...release, holds })
  const people = `SELECT *, ${canonical('customer')} AS person FROM (${due})`
  const small = holds.reduce((sum, { held }) => sum + held, 0) < few
  const said = release.graph?.nodes[node]
  const choice =
    said?.type === 'message' ? messageChoices(said).find((one) => one.channel === channel) : undefined
  const question = gateQuestion(gate, {
    ...(choice && terms.get(choice.template)),
    channel: contactChannel.parse(channel),
    category,
    journey: { id: release.journey, priority: release.graph?.priority },
    arbitrated: reason === 'priority',
  })
  const only = small ? numbersSql(people) : undefined
  return `
    INSERT INTO touch (customer, at, touch, journey, version, node, tick, channel, template, template_version, outcome,
                       reason, category, policy, until, wanted)
    SELECT person, ${instant(gate.now)}, touch, ${release.journey}, ${version}, ${literal(node, 'String')}, ${release.tick},
           channel, template, template_version,
           multiIf(gate_reason = '', 'queued', gate_until > toDateTime64(0, 3, 'UTC'), 'held', 'suppressed'), gate_reason,
           ${literal(category, 'String')}, ${gate.policy.version}, gate_until, wanted
    FROM (${gateVerdictsSql({ ...question, only }, people, {
      names: { reason: 'gate_reason', until: 'gate_until' },
      wanted: 'wanted',
    })})`
}
