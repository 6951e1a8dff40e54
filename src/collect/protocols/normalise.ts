import { checkPlan } from './check-plan.ts'
import type { Envelope, ProtocolName } from './envelope.ts'
import type { Item, Normalised } from './item.ts'
import { isJsonObject } from './json.ts'
import type { Json, JsonObject } from './json.ts'
import { maskRestricted, tooDeep } from './mask-restricted.ts'
import { exceeds } from './message-size.ts'
import { posthog } from './posthog.ts'
import type { Protocol, Reading } from './protocol.ts'
import { Refusal } from './refusal.ts'
import { segment } from './segment.ts'
import { sensors } from './sensors.ts'
import type { TrackingPlanView } from './tracking-plan-view.ts'

const protocols: Readonly<Record<ProtocolName, Protocol>> = { segment, sensors, posthog }

/** What a request contained, item by item. Pure: the same envelope and plan always give the same answer. */
export function normalise(envelope: Envelope, plan?: TrackingPlanView): Normalised {
  const protocol = protocols[envelope.protocol]
  const body = JSON.parse(envelope.body) as Json
  const ownSentAt = protocol.sentAtOf(body)
  const reading: Reading = {
    received: envelope.received,
    sentAt: Number.isNaN(ownSentAt) && envelope.sentAt > 0 ? envelope.sentAt : ownSentAt,
    channel: envelope.channel,
    kind: envelope.kind,
    salt: '',
  }
  const check: Check = {
    protocol,
    plan,
    strict: envelope.strict,
    measures: envelope.body.length > protocol.largestMessage,
    hasNul: envelope.body.includes(escapedNul),
  }
  const result: Normalised = { items: [], rejections: [] }
  const messages = protocol.messagesOf(body, envelope.kind)
  for (let index = 0; index < messages.length; index += 1) {
    reading.salt = String(index)
    const message = messages[index] ?? null
    const outcome = readOne(message, reading, check)
    if (outcome instanceof Refusal) result.rejections.push(reject(outcome, message, reading, protocol))
    else result.items.push(outcome)
  }
  return result
}

interface Check {
  readonly protocol: Protocol
  readonly plan: TrackingPlanView | undefined
  readonly strict: boolean
  readonly measures: boolean
  readonly hasNul: boolean
}

const escapedNul = String.raw`\u0000`

function readOne(message: Json, reading: Reading, check: Check): Item | Refusal {
  if (!isJsonObject(message)) return new Refusal('not_an_object', 'the message is not an object')
  if (check.measures && exceeds(message, check.protocol.largestMessage)) {
    return new Refusal('too_large', `the message is larger than ${check.protocol.largestMessage} bytes`)
  }
  if (check.hasNul && holdsNul(message))
    return new Refusal('invalid_text', 'the message holds a NUL character')
  const item = check.protocol.read(message, reading)
  if (item instanceof Refusal || check.plan === undefined) return item
  return checkPlan(item, check.plan, check.strict) ?? item
}

function holdsNul(value: Json | undefined): boolean {
  if (typeof value === 'string') return value.includes('\0')
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, member]) => key.includes('\0') || holdsNul(member))
}

function reject(refusal: Refusal, message: Json, reading: Reading, protocol: Protocol) {
  if (!isJsonObject(message))
    return { reason: refusal.reason, detail: refusal.detail, body: JSON.stringify(message) }
  const alone = protocol.standAlone(message, reading)
  const masked = maskRestricted(alone)
  const body = masked === tooDeep ? '{}' : JSON.stringify(alone)
  const messageId = messageIdIn(message)
  return messageId === undefined
    ? { reason: refusal.reason, detail: refusal.detail, body }
    : { reason: refusal.reason, detail: refusal.detail, body, messageId }
}

function messageIdIn(message: JsonObject): string | undefined {
  const id = message['messageId'] ?? message['uuid'] ?? message['_track_id']
  return typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, 99) : undefined
}
