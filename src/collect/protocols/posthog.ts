import { flattenProfile, flattenProperties } from './flatten.ts'
import { IdentifierList, takeIdentifyingTraits } from './identifiers.ts'
import type { Item, ItemKind } from './item.ts'
import { isJsonObject, objectIn, textIn } from './json.ts'
import type { Json, JsonObject } from './json.ts'
import { checkName, derivedMessageId, identify, messageIdOf, newItem } from './new-item.ts'
import { instantOf, placeInTime } from './place-in-time.ts'
import type { Protocol, Reading } from './protocol.ts'
import { Refusal } from './refusal.ts'

/** PostHog's capture API (`/batch/`, `/e/`, `/i/v0/e/`). Reference: posthog.com/docs/api/capture. */
export const posthog: Protocol = {
  largestMessage: 1024 * 1024,

  messagesOf: (body) => posthogMessages(body),

  sentAtOf(body) {
    return isJsonObject(body) ? instantOf(body['sent_at']) : Number.NaN
  },

  read(message, reading) {
    const refusal = checkName(message['event'])
    if (refusal !== undefined) return refusal
    const given = message['properties']
    if (given !== undefined && given !== null && !isJsonObject(given))
      return new Refusal('invalid_type', 'properties is not an object')
    const properties = objectIn(message, 'properties')
    const event = textIn(message, 'event')
    const item = newItem(
      kinds.get(event) ?? 'track',
      names.get(event) ?? event,
      reading.channel,
      textIn(properties, '$session_id'),
    )
    return (
      addMessageId(item, message, reading) ??
      addIdentity(item, event, message, properties) ??
      addContent(item, message, properties) ??
      addTime(item, message, properties, reading) ??
      item
    )
  },

  standAlone(message, reading) {
    return message['sent_at'] === undefined && Number.isFinite(reading.sentAt)
      ? { ...message, sent_at: reading.sentAt }
      : message
  },
}

/** A batch comes as a bare array, or as an object with `batch`; old browser SDKs say `data`. */
export function posthogMessages(body: Json): readonly Json[] {
  if (Array.isArray(body)) return body
  if (isJsonObject(body) && Array.isArray(body['batch'])) return body['batch']
  if (isJsonObject(body) && Array.isArray(body['data'])) return body['data']
  return [body]
}

const kinds = new Map<string, ItemKind>([
  ['$pageview', 'page'],
  ['$screen', 'screen'],
  ['$identify', 'identify'],
  ['$set', 'identify'],
  ['$create_alias', 'alias'],
  ['$merge_dangerously', 'alias'],
  ['$groupidentify', 'group'],
])
const names = new Map<string, string>([
  ['$set', '$identify'],
  ['$create_alias', '$alias'],
  ['$merge_dangerously', '$alias'],
  ['$groupidentify', '$group'],
])

function addMessageId(item: Item, message: JsonObject, reading: Reading): Refusal | undefined {
  const id = messageIdOf(message['uuid'] ?? objectIn(message, 'properties')['$insert_id'])
  if (id instanceof Refusal) return id
  item.messageId = id === '' ? derivedMessageId(message, `${reading.received}:${reading.salt}`) : id
  return undefined
}

/**
 * PostHog has one space of distinct ids; we tell users from anonymous visitors by what the SDK says beside it. A
 * message that links ids names each of them both ways, so that either way of sending later finds the customer.
 */
function addIdentity(
  item: Item,
  event: string,
  message: JsonObject,
  properties: JsonObject,
): Refusal | undefined {
  const identifiers = new IdentifierList()
  const distinctId = message['distinct_id'] ?? properties['distinct_id'] ?? message['$distinct_id']
  const other = event === '$identify' ? properties['$anon_distinct_id'] : properties['alias']
  if (event === '$identify' || item.kind === 'alias') {
    if (item.kind === 'alias' && textIn(properties, 'alias') === '')
      return new Refusal('missing_identity', 'alias is missing')
    item.link = true
    identifiers.add('user_id', distinctId)
    identifiers.add('anonymous_id', distinctId)
    identifiers.add('anonymous_id', other)
    if (item.kind === 'alias') identifiers.add('user_id', other)
    takeIdentifyingTraits(objectIn(properties, '$set'), identifiers)
    takeIdentifyingTraits(objectIn(message, '$set'), identifiers)
  } else {
    identifiers.add(isAnonymous(distinctId, properties) ? 'anonymous_id' : 'user_id', distinctId)
  }
  return identify(item, identifiers)
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

function isAnonymous(distinctId: Json | undefined, properties: JsonObject): boolean {
  if (typeof properties['$is_identified'] === 'boolean') return !properties['$is_identified']
  if (properties['$user_id'] !== undefined && properties['$user_id'] === distinctId) return false
  if (properties['$device_id'] !== undefined && properties['$device_id'] === distinctId) return true
  return typeof distinctId === 'string' && uuid.test(distinctId)
}

/** PostHog's names of what all protocols share. */
const sharedNames: readonly (readonly [own: string, shared: string])[] = [
  ['$current_url', '$url'],
  ['$pathname', '$url_path'],
  ['title', '$title'],
]
/** Members of `properties` that say how the event came, not what happened. */
const transport = new Set(
  (
    'token distinct_id $set $set_once $unset $anon_distinct_id $session_id $insert_id $user_id ' +
    '$is_identified $process_person_profile $config_defaults $sdk_debug_retry_queue_size'
  ).split(' '),
)

function addContent(item: Item, message: JsonObject, properties: JsonObject): Refusal | undefined {
  const own: JsonObject = {}
  for (const key in properties) if (!transport.has(key)) own[key] = properties[key]
  const refusal = flattenProperties(own, item) ?? addProfile(item, message, properties)
  for (const [name, shared] of sharedNames) {
    const value = item.properties[name]
    if (value === undefined) continue
    item.properties[shared] ??= value
    delete item.properties[name]
  }
  return refusal
}

function addProfile(item: Item, message: JsonObject, properties: JsonObject): Refusal | undefined {
  const set = properties['$set'] ?? message['$set']
  const once = properties['$set_once'] ?? message['$set_once']
  const unset = properties['$unset'] ?? message['$unset']
  if (Array.isArray(unset)) for (const key of unset) if (typeof key === 'string') item.profile[key] = ''
  // The browser adds $set_once (first URL, first referrer) to ordinary events; `$set` of the same message wins.
  if (isJsonObject(set) && Object.keys(set).length > 0) {
    return flattenProfile(takeIdentifyingTraits(set, new IdentifierList()), item)
  }
  if (item.kind !== 'identify' || !isJsonObject(once)) return undefined
  item.profileMode = 'set_once'
  return flattenProfile(takeIdentifyingTraits(once, new IdentifierList()), item)
}

/** Old browser SDKs say how long ago it was (`offset`, milliseconds) instead of when. */
function addTime(
  item: Item,
  message: JsonObject,
  properties: JsonObject,
  reading: Reading,
): Refusal | undefined {
  const offset = message['offset']
  if (
    message['timestamp'] === undefined &&
    typeof offset === 'number' &&
    Number.isFinite(offset) &&
    offset >= 0
  ) {
    return placeInTime(item, reading.received - offset, Number.NaN, reading.received)
  }
  const own = instantOf(message['sent_at'] ?? properties['$sent_at'])
  const sentAt = Number.isFinite(reading.sentAt) ? reading.sentAt : own
  return placeInTime(item, message['timestamp'] ?? properties['timestamp'], sentAt, reading.received)
}
