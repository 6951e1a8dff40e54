import type { IdentityRequest, Resolution } from '../identity/index.ts'
import type { Item } from '../protocols/index.ts'

/** A row that ClickHouse itself refuses, by its place in the insert. */
export interface RefusedRow {
  readonly index: number
  readonly detail: string
}

/** A block whose events are stored: what whoever waits for events needs to find them. */
export interface DrainedBlock {
  /** In `event.block`; digits. */
  readonly block: string
  /** Milliseconds: the span of what its events say of when they happened, and of when they were received. */
  readonly at: readonly [number, number]
  readonly received: readonly [number, number]
  readonly events: number
  /** Which events there are; null when there are too many different ones to list. */
  readonly names: readonly string[] | null
}

/** What draining needs from the stores. The drainer's thread reaches them through the main thread. */
export interface DrainStore {
  /** Of these message ids of a source, those that are stored. `since`: YYYY-MM-DD, the earliest day to look at. */
  findStored(source: number, messages: readonly string[], since: string): Promise<string[]>
  /** From when on (milliseconds) a set that begins now knows every message: now, or -Infinity if none was ever stored. */
  horizon(): Promise<number>
  resolve(requests: readonly IdentityRequest[]): Promise<Resolution>
  /** JSONCompactEachRow lines, inserted once for all repetitions of `token`. */
  insert(
    table: 'event' | 'event_message' | 'dead_letter',
    columns: readonly string[],
    lines: string,
    token: string,
  ): Promise<RefusedRow[]>
  /** The events of a block are stored. Saying so again changes nothing. */
  announce(block: DrainedBlock): Promise<void>
  /** Items that show something new to the tracking plan. */
  learn(items: readonly Item[]): Promise<void>
}
