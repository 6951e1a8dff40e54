import type { Item } from './item.ts'
import type { Json, JsonObject } from './json.ts'
import type { Refusal } from './refusal.ts'

/** What is known about a request beside the message being read. */
export interface Reading {
  readonly received: number
  /** By the client's clock; NaN when it did not say. */
  readonly sentAt: number
  readonly channel: string
  /** What the path said the message is; '' when nothing. */
  readonly kind: string
  /** Makes derived message ids differ between messages of one request. */
  salt: string
}

/** A wire protocol as the normaliser sees it: JSON in, items out. Pure. */
export interface Protocol {
  /** Bytes of one message as JSON. */
  readonly largestMessage: number
  /** The messages of a request; a single message counts as a batch of one. */
  messagesOf(body: Json, kind: string): readonly Json[]
  /** By the client's clock; NaN when the body does not say. */
  sentAtOf(body: Json): number
  read(message: JsonObject, reading: Reading): Item | Refusal
  /** The message as a request of its own, so that it can be read again by itself. */
  standAlone(message: JsonObject, reading: Reading): JsonObject
}
