import { createHash } from 'node:crypto'
import type { IdentifierList } from './identifiers.ts'
import type { Item, ItemKind } from './item.ts'
import type { Json, JsonObject } from './json.ts'
import { Refusal } from './refusal.ts'

/** Every item has the same shape from the start, so that the engine keeps one layout for all of them. */
export function newItem(kind: ItemKind, name: string, channel: string, session: string): Item {
  return {
    kind,
    name,
    messageId: '',
    at: 0,
    created: 0,
    identifiers: [],
    link: false,
    channel,
    session,
    properties: {},
    types: {},
    profile: {},
    profileMode: 'set',
  }
}

const longestName = 200
const controlCharacter = /\p{Cc}/u

/** An event name that can stand in a table, a rule and a console: text, not blank, no control characters. */
export function checkName(name: Json | undefined): Refusal | undefined {
  if (name === undefined || name === null || name === '')
    return new Refusal('missing_name', 'the event has no name')
  if (typeof name !== 'string') return new Refusal('invalid_type', 'the event name is not text')
  if (name.length > longestName)
    return new Refusal('invalid_name', `the event name is longer than ${longestName} characters`)
  if (name.trim() === '' || controlCharacter.test(name))
    return new Refusal('invalid_name', 'the event name is blank or holds control characters')
  return undefined
}

/** Give the item its identifiers, or say why it has none. */
export function identify(item: Item, identifiers: IdentifierList): Refusal | undefined {
  item.identifiers = identifiers.sorted()
  if (item.identifiers.length > 0) return undefined
  return identifiers.malformed
    ? new Refusal(
        'invalid_identity',
        'an identifier is not text, is longer than 255 characters or holds control characters',
      )
    : new Refusal('missing_identity', 'nothing says whose event this is')
}

const longestMessageId = 99

/** The client's own message id, checked; '' when there is none. */
export function messageIdOf(value: Json | undefined): string | Refusal {
  if (value === undefined || value === null || value === '') return ''
  if (typeof value !== 'string' && typeof value !== 'number')
    return new Refusal('invalid_message_id', 'the message id is not text')
  const text = String(value)
  return text.length > longestMessageId
    ? new Refusal('invalid_message_id', `the message id is longer than ${longestMessageId} characters`)
    : text
}

/** A stable id for a message that came without one: the same envelope always gives the same. */
export function derivedMessageId(body: JsonObject, salt: string): string {
  return createHash('sha1').update(salt).update(JSON.stringify(body)).digest('base64url')
}
