import { flattenProfile, flattenProperties } from './flatten.ts'
import { IdentifierList, namespaceOfTrait, takeIdentifyingTraits } from './identifiers.ts'
import type { Item, ItemKind, Namespace, ProfileMode } from './item.ts'
import { isJsonObject, objectIn, textIn } from './json.ts'
import type { JsonObject } from './json.ts'
import { derivedMessageId, identify, newItem } from './new-item.ts'
import { instantOf, placeInTime } from './place-in-time.ts'
import type { Protocol } from './protocol.ts'
import { Refusal } from './refusal.ts'

/** Sensors Analytics (神策): the data format of its SDKs, "数据格式" in its manual. */
export const sensors: Protocol = {
  largestMessage: 1024 * 1024,

  messagesOf(body) {
    return Array.isArray(body) ? body : [body]
  },

  // Every message carries its own `_flush_time`.
  sentAtOf() {
    return Number.NaN
  },

  read(message, reading) {
    const type = message['type']
    if (typeof type !== 'string') return new Refusal('invalid_type', 'type is missing or not text')
    const known = types.get(type)
    if (known === undefined)
      return new Refusal('unsupported_type', 'type is none of the supported track…, profile…')
    const properties = message['properties']
    if (properties !== undefined && properties !== null && !isJsonObject(properties)) {
      return new Refusal('invalid_type', 'properties is not an object')
    }
    const own = objectIn(message, 'properties')
    const item = newItem(
      known.kind,
      nameOf(known, message),
      reading.channel,
      textIn(own, '$event_session_id'),
    )
    item.messageId = messageIdOf(message)
    item.link = known.link
    return (
      checkEventName(item) ??
      addIdentity(item, type, message, own) ??
      addContent(item, known, own, message) ??
      placeInTime(item, message['time'], instantOf(message['_flush_time']), reading.received) ??
      item
    )
  },

  standAlone(message) {
    return message
  },
}

interface MessageType {
  readonly kind: ItemKind
  readonly name: string
  readonly link: boolean
  readonly profile: ProfileMode | 'unset' | ''
}

const types = new Map<string, MessageType>([
  ['track', { kind: 'track', name: '', link: false, profile: '' }],
  ['track_signup', { kind: 'track', name: '$SignUp', link: true, profile: '' }],
  ['track_id_bind', { kind: 'track', name: '$BindID', link: true, profile: '' }],
  ['track_id_unbind', { kind: 'track', name: '$UnbindID', link: false, profile: '' }],
  ['profile_set', { kind: 'identify', name: '$identify', link: false, profile: 'set' }],
  ['profile_set_once', { kind: 'identify', name: '$identify', link: false, profile: 'set_once' }],
  ['profile_increment', { kind: 'identify', name: '$identify', link: false, profile: 'increment' }],
  ['profile_append', { kind: 'identify', name: '$identify', link: false, profile: 'append' }],
  ['profile_unset', { kind: 'identify', name: '$identify', link: false, profile: 'unset' }],
])

/** `$pageview` of the web and `$MPViewScreen` of the mini-program are views too, whatever the type says. */
const viewKinds = new Map<string, ItemKind>([
  ['$pageview', 'page'],
  ['$AppViewScreen', 'screen'],
  ['$MPViewScreen', 'screen'],
])

function nameOf(known: MessageType, message: JsonObject): string {
  return known.name === '' ? textIn(message, 'event') : textIn(message, 'event') || known.name
}

const eventName = /^[A-Za-z_$][\w$]{0,99}$/

function checkEventName(item: Item): Refusal | undefined {
  if (item.name === '') return new Refusal('missing_name', 'event is missing or not text')
  if (!eventName.test(item.name)) {
    return new Refusal('invalid_name', 'event is not an identifier of at most 100 letters, digits, _ and $')
  }
  if (item.kind === 'track') item.kind = viewKinds.get(item.name) ?? 'track'
  return undefined
}

/**
 * A retried message repeats `_track_id`, `distinct_id` and `time`. Old SDKs have no `_track_id`; then all but the
 * time of sending identifies it.
 */
function messageIdOf(message: JsonObject): string {
  const trackId = textIn(message, '_track_id')
  if (trackId !== '') return `${trackId}:${textIn(message, 'distinct_id')}:${textIn(message, 'time')}`
  const { _flush_time: _, ...lasting } = message
  return derivedMessageId(lasting, 'sensors')
}

const identityNamespaces = new Map<string, Namespace>([
  ['$identity_login_id', 'user_id'],
  ['$identity_mobile', 'phone'],
  ['$identity_cookie_id', 'anonymous_id'],
  ['$identity_anonymous_id', 'anonymous_id'],
  ['$identity_mp_id', 'anonymous_id'],
  ['$identity_mp_openid', 'openid'],
  ['$identity_mp_unionid', 'unionid'],
  ['$identity_android_id', 'device'],
  ['$identity_android_uuid', 'device'],
  ['$identity_idfv', 'device'],
  ['$identity_ios_uuid', 'device'],
  ['$identity_harmony_uuid', 'device'],
  ['$identity_harmonyos_uuid', 'device'],
])

function addIdentity(
  item: Item,
  type: string,
  message: JsonObject,
  properties: JsonObject,
): Refusal | undefined {
  const identifiers = new IdentifierList()
  const identities = objectIn(message, 'identities')
  for (const key in identities) {
    const namespace = identityNamespaces.get(key) ?? namespaceOfTrait(key)
    if (namespace !== undefined) identifiers.add(namespace, identities[key])
  }
  identifiers.add('user_id', message['login_id'])
  identifiers.add('anonymous_id', message['anonymous_id'])
  const distinctId = message['distinct_id']
  if (type === 'track_signup') {
    identifiers.add('user_id', distinctId)
    identifiers.add('anonymous_id', message['original_id'])
    // Server SDKs send later events with the login id but without $is_login_id; both names mean this customer.
    identifiers.add('anonymous_id', distinctId)
  } else if (!(type === 'track_id_bind' && Object.keys(identities).length > 0)) {
    identifiers.add(isLoginId(distinctId, message, properties) ? 'user_id' : 'anonymous_id', distinctId)
  }
  return identify(item, identifiers)
}

function isLoginId(distinctId: unknown, message: JsonObject, properties: JsonObject): boolean {
  if (properties['$is_login_id'] === true) return true
  return distinctId !== undefined && distinctId === message['login_id']
}

function addContent(
  item: Item,
  known: MessageType,
  properties: JsonObject,
  message: JsonObject,
): Refusal | undefined {
  if (known.profile === '') {
    const refusal = flattenProperties(properties, item)
    const library = objectIn(message, 'lib')
    for (const key of libraryProperties) {
      const value = library[key]
      if (typeof value === 'string' && value !== '') item.properties[key] ??= value
    }
    return refusal
  }
  if (known.profile === 'unset') {
    for (const key in properties) item.profile[key] = ''
    return undefined
  }
  item.profileMode = known.profile
  return flattenProfile(takeIdentifyingTraits(properties, new IdentifierList()), item)
}
const libraryProperties = ['$lib', '$lib_version', '$app_version'] as const
