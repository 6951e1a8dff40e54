import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import type { MoveContext } from './node-behaviour.ts'

/** Tables of what ticks do beside moving people. Their rows carry (journey, tick) and go with an uncommitted tick. */
export const effectTables = ['benefit_request', 'lead', 'journey_tag_value', 'journey_webhook_call'] as const

/** Everyone who stands at the node, each person once: `SELECT person`. */
export function personsSql({ standing }: MoveContext): string {
  return `SELECT DISTINCT ${canonical('customer')} AS person FROM (${standing})`
}

/** The id of what one tick does at one node for one person: the same however often the tick is repeated. */
export function effectId({ journey, node, tick }: MoveContext, kind: string): string {
  return `reinterpretAsUUID(sipHash128(${literal(kind, 'String')}, toUInt32(${journey.id}),
    ${literal(node, 'String')}, toUInt32(${tick}), person))`
}

/** The columns that say which tick of which journey did it, and their values. */
export const originColumns = 'journey, version, node, tick, customer, at'
export function originValues({ journey, version, node, tick, now }: MoveContext): string {
  return `${journey.id}, ${version}, ${literal(node, 'String')}, ${tick}, person, ${literal(now, 'DateTime64(3)')}`
}
