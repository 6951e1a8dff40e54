import { flattenProfile, flattenProperties } from './flatten.ts'
import { IdentifierList, namespaceOfTrait, takeIdentifyingTraits } from './identifiers.ts'
import type { Item, ItemKind } from './item.ts'
import { isJsonObject, objectIn, textIn } from './json.ts'
import type { Json, JsonObject } from './json.ts'
import { checkName, derivedMessageId, identify, messageIdOf, newItem } from './new-item.ts'
import { instantOf, placeInTime } from './place-in-time.ts'
import type { Protocol, Reading } from './protocol.ts'
import { Refusal } from './refusal.ts'

/**
 * Segment's HTTP tracking API, also spoken by RudderStack's SDKs. Reference: segment.com/docs/connections/spec.
 */
export const segment: Protocol = {
  largestMessage: 32 * 1024,

  messagesOf(body, kind) {
    if (kind === '' && isJsonObject(body) && Array.isArray(body['batch'])) return body['batch']
    return [body]
  },

  sentAtOf(body) {
    return isJsonObject(body) ? instantOf(body['sentAt']) : Number.NaN
  },

  read(message, reading) {
    const type = reading.kind === '' ? message['type'] : reading.kind
    if (typeof type !== 'string') return new Refusal('invalid_type', 'type is missing or not text')
    const kind = kinds.get(type)
    if (kind === undefined)
      return new Refusal('unsupported_type', 'type is none of track, page, screen, identify, group, alias')
    const context = objectIn(message, 'context')
    const item = newItem(kind, nameOf(kind, message), reading.channel, textIn(context, 'sessionId'))
    return (
      wrongShape(message) ??
      (kind === 'track' ? checkName(message['event']) : undefined) ??
      addMessageId(item, message, reading) ??
      addIdentity(item, message, context) ??
      addContent(item, message, context) ??
      placeInTime(item, timestampOf(message), sentAtOf(message, reading), reading.received) ??
      item
    )
  },

  standAlone(message, reading) {
    const own: JsonObject = { ...message }
    if (reading.kind !== '') own['type'] = reading.kind
    if (own['sentAt'] === undefined && Number.isFinite(reading.sentAt)) own['sentAt'] = reading.sentAt
    return own
  },
}

const kinds = new Map<string, ItemKind>([
  ['track', 'track'],
  ['page', 'page'],
  ['screen', 'screen'],
  ['identify', 'identify'],
  ['group', 'group'],
  ['alias', 'alias'],
])

const fixedNames = {
  page: '$pageview',
  screen: '$screen',
  identify: '$identify',
  group: '$group',
  alias: '$alias',
} as const

function nameOf(kind: ItemKind, message: JsonObject): string {
  return kind === 'track' ? textIn(message, 'event') : fixedNames[kind]
}

/** Members that must be objects when they are there; everything else about them is free. */
function wrongShape(message: JsonObject): Refusal | undefined {
  for (const key of objectMembers) {
    const value = message[key]
    if (value !== undefined && value !== null && !isJsonObject(value))
      return new Refusal('invalid_type', `${key} is not an object`)
  }
  return undefined
}
const objectMembers = ['properties', 'traits', 'context'] as const

function addMessageId(item: Item, message: JsonObject, reading: Reading): Refusal | undefined {
  const id = messageIdOf(message['messageId'])
  if (id instanceof Refusal) return id
  item.messageId = id === '' ? derivedMessageId(message, `${reading.received}:${reading.salt}`) : id
  return undefined
}

/** RudderStack has originalTimestamp only; Segment's servers add that name and clients send `timestamp`. */
function timestampOf(message: JsonObject): Json | undefined {
  return message['timestamp'] ?? message['originalTimestamp']
}

function sentAtOf(message: JsonObject, reading: Reading): number {
  return Number.isFinite(reading.sentAt) ? reading.sentAt : instantOf(message['sentAt'])
}

function addIdentity(item: Item, message: JsonObject, context: JsonObject): Refusal | undefined {
  const identifiers = new IdentifierList()
  identifiers.add('user_id', message['userId'])
  identifiers.add('anonymous_id', message['anonymousId'])
  if (context['device'] !== undefined) identifiers.add('device', objectIn(context, 'device')['id'])
  addExternalIds(identifiers, context['externalIds'])
  item.link = item.kind === 'identify' || item.kind === 'alias'
  if (item.kind === 'alias') {
    if (textIn(message, 'previousId') === '')
      return new Refusal('missing_identity', 'alias has no previousId')
    // The previous id may have been a user id or an anonymous one; both names of it mean the same customer.
    identifiers.add('user_id', message['previousId'])
    identifiers.add('anonymous_id', message['previousId'])
  }
  if (item.kind === 'identify') takeIdentifyingTraits(traitsOf(message, context), identifiers)
  return identify(item, identifiers)
}

function addExternalIds(identifiers: IdentifierList, externalIds: Json | undefined): void {
  if (!Array.isArray(externalIds)) return
  for (const external of externalIds) {
    if (!isJsonObject(external)) continue
    const namespace = namespaceOfTrait(textIn(external, 'type'))
    if (namespace !== undefined) identifiers.add(namespace, external['id'])
  }
}

function traitsOf(message: JsonObject, context: JsonObject): JsonObject {
  const own = message['traits']
  return isJsonObject(own) ? own : objectIn(context, 'traits')
}

function addContent(item: Item, message: JsonObject, context: JsonObject): Refusal | undefined {
  addContext(item.properties, context)
  if (item.kind === 'identify') {
    return flattenProfile(takeIdentifyingTraits(traitsOf(message, context), new IdentifierList()), item)
  }
  if (item.kind === 'group') {
    item.properties['group_id'] = textIn(message, 'groupId')
    return flattenProperties(objectIn(message, 'traits'), item)
  }
  if (item.kind === 'page' || item.kind === 'screen') {
    const name = textIn(message, 'name')
    const category = textIn(message, 'category')
    if (name !== '') item.properties['name'] = name
    if (category !== '') item.properties['category'] = category
  }
  return flattenProperties(objectIn(message, 'properties'), item)
}

/** Context that analyses ask for, under the preset names all protocols share. */
const contextProperties: readonly (readonly [group: string, key: string, property: string])[] = [
  ['page', 'url', '$url'],
  ['page', 'path', '$url_path'],
  ['page', 'title', '$title'],
  ['page', 'referrer', '$referrer'],
  ['campaign', 'source', '$utm_source'],
  ['campaign', 'medium', '$utm_medium'],
  ['campaign', 'name', '$utm_campaign'],
  ['campaign', 'content', '$utm_content'],
  ['campaign', 'term', '$utm_term'],
  ['app', 'version', '$app_version'],
  ['os', 'name', '$os'],
  ['os', 'version', '$os_version'],
  ['device', 'model', '$model'],
  ['device', 'manufacturer', '$manufacturer'],
  ['library', 'name', '$lib'],
  ['library', 'version', '$lib_version'],
]

function addContext(properties: Record<string, string>, context: JsonObject): void {
  for (const [group, key, property] of contextProperties) {
    const holder = context[group]
    if (!isJsonObject(holder)) continue
    const value = holder[key]
    if (typeof value === 'string' && value !== '') properties[property] = value
  }
}
