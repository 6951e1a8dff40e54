import { createHash } from 'node:crypto'
import { messageOf } from '../../platform/errors.ts'
import {
  decodeEnvelope,
  type Envelope,
  type Item,
  normalise,
  type Rejection,
  type TrackingPlanView,
} from '../protocols/index.ts'
import type { SpoolReader } from '../spool/index.ts'

export interface BlockItem {
  readonly source: number
  readonly received: number
  readonly item: Item
}

/** Something that did not become an event. */
export interface DeadLetter {
  /** The same for the same item of the same spool, so that a repeated block replaces its own rows. */
  readonly id: string
  readonly received: number
  readonly source: number
  readonly protocol: string
  readonly reason: Rejection['reason'] | 'unreadable' | 'refused_by_store'
  readonly detail: string
  readonly body: string
}

/** What lies between two positions of the spool. */
export interface Block {
  readonly start: number
  readonly end: number
  readonly requests: number
  readonly items: BlockItem[]
  readonly deadLetters: DeadLetter[]
  /** When its last request was received. */
  readonly received: number
  /** Bytes that no record was found in. */
  readonly damaged: number
}

/**
 * Read and normalise what follows `start`: exactly up to `end` when `exact`, else as much as fits a block.
 * A request that cannot be read becomes a dead letter and never stops the others.
 */
export function readBlock(
  reader: SpoolReader,
  bounds: { start: number; end: number; exact: boolean; maxBytes: number },
  plan: TrackingPlanView | undefined,
  now: number,
): Block {
  const items: BlockItem[] = []
  const deadLetters: DeadLetter[] = []
  let requests = 0
  let damaged = 0
  let received = 0
  let position = bounds.start
  do {
    const read = reader.read(position, bounds.end, bounds.exact ? bounds.end - position : bounds.maxBytes)
    if (read.next === position) break
    damaged += read.damaged
    for (const [i, record] of read.records.entries()) {
      const place = `${position}:${i}`
      const envelope = open(record)
      requests += 1
      if (envelope === undefined) {
        deadLetters.push(unreadable(record, place, received || now))
        continue
      }
      received = Math.max(received, envelope.received)
      take(envelope, place, plan, items, deadLetters)
    }
    position = read.next
  } while (bounds.exact && position < bounds.end)
  return { start: bounds.start, end: position, requests, items, deadLetters, received, damaged }
}

function take(
  envelope: Envelope,
  place: string,
  plan: TrackingPlanView | undefined,
  items: BlockItem[],
  deadLetters: DeadLetter[],
): void {
  const { source, received, protocol } = envelope
  try {
    const normalised = normalise(envelope, plan)
    for (const item of normalised.items) {
      // Half a character cannot be stored, and an id read back must equal the one that was asked for.
      item.messageId = item.messageId.toWellFormed()
      items.push({ source, received, item })
    }
    for (const [i, { reason, detail, body }] of normalised.rejections.entries()) {
      const id = letterId(received, `${place}:${i}`, body)
      deadLetters.push({ id, received, source, protocol, reason, detail, body })
    }
  } catch (error) {
    const detail = messageOf(error).slice(0, 200)
    const id = letterId(received, place, envelope.body)
    deadLetters.push({ id, received, source, protocol, reason: 'unreadable', detail, body: envelope.body })
  }
}

function open(record: Buffer): Envelope | undefined {
  try {
    return decodeEnvelope(record)
  } catch {
    return undefined
  }
}

/** The record does not say when it was received; about the time of its neighbours. */
function unreadable(record: Buffer, place: string, received: number): DeadLetter {
  const body = record.toString('utf8')
  const id = letterId(0, place, body)
  return {
    id,
    received,
    source: 0,
    protocol: '',
    reason: 'unreadable',
    detail: 'the record is no request',
    body,
  }
}

/** A UUID (version 8: our own) made of what identifies the letter. */
export function letterId(received: number, place: string, body: string): string {
  const hex = createHash('sha1').update(`${received}:${place}:`).update(body).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
