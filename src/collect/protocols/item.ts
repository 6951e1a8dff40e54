/** Kinds of identifiers, strongest first: an event belongs to the customer of its strongest identifier. */
export const namespaces = [
  'customer_number',
  'id_document',
  'user_id',
  'phone',
  'unionid',
  'openid',
  'external_userid',
  'device',
  'anonymous_id',
] as const
export type Namespace = (typeof namespaces)[number]

export interface Identifier {
  readonly namespace: Namespace
  /** As the client sent it, trimmed; a phone is digits only, without the +86 of mainland numbers; a document in capitals. */
  readonly value: string
}

export type ItemKind = 'track' | 'page' | 'screen' | 'identify' | 'group' | 'alias'

/** Types of property values that a tracking plan tells apart. */
export const propertyTypes = ['string', 'number', 'boolean', 'datetime', 'list', 'object'] as const
export type PropertyType = (typeof propertyTypes)[number]

/** How `profile` is written: replace, keep what is there, add as a number, add to a list. */
export type ProfileMode = 'set' | 'set_once' | 'increment' | 'append'

/** One accepted thing that happened, the same whatever protocol brought it. */
export interface Item {
  kind: ItemKind
  /** Event name; `$pageview` and `$screen` for Segment pages and screens, `$identify`, `$group`, `$alias` for those kinds. */
  name: string
  /** Unique within the source; a repeated one is the same item sent again. */
  messageId: string
  /** Milliseconds since the epoch, corrected for the client's clock; never after it was received. */
  at: number
  /** Milliseconds: no copy of this item can have been received before. 0 when the client's clock can't be trusted. */
  created: number
  /** Who, strongest first, at least one, no value twice. */
  identifiers: Identifier[]
  /** These identifiers are the same customer (identify, alias, track_signup, track_id_bind). */
  link: boolean
  channel: string
  session: string
  /** Flattened with dots, values as text; lists, and objects deeper than three levels, as JSON text. */
  properties: Record<string, string>
  /** Types of those `properties` that were not plain text, for the tracking plan. */
  types: Record<string, PropertyType>
  /** Traits to keep on the customer; '' removes one. Empty for most items. */
  profile: Record<string, string>
  profileMode: ProfileMode
}

export const rejectionReasons = [
  'not_an_object',
  'unsupported_type',
  'invalid_type',
  'too_large',
  'too_many_properties',
  'missing_name',
  'invalid_name',
  'missing_identity',
  'invalid_identity',
  'invalid_message_id',
  'invalid_timestamp',
  'timestamp_in_future',
  'timestamp_in_past',
  'restricted_field',
  'invalid_text',
  'blocked_event',
  'unknown_event',
  'missing_property',
  'wrong_type',
] as const
export type RejectionReason = (typeof rejectionReasons)[number]

/** One item that was refused. `body` can be normalised again by itself (single-item body of its protocol). */
export interface Rejection {
  reason: RejectionReason
  /** What was wrong and where, without values. */
  detail: string
  /** The offending item as JSON; class C3 values are masked. */
  body: string
  messageId?: string
}

export interface Normalised {
  items: Item[]
  rejections: Rejection[]
}
