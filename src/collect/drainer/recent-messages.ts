import { closeSync, fdatasyncSync, openSync, readdirSync, readFileSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { HashSet } from './hash-set.ts'
import type { MessageHash } from './message-hash.ts'

interface Generation {
  readonly number: number
  readonly file: number
  /** The set holds every message received after this instant (milliseconds) until the next generation began. */
  readonly horizon: number
  /** When its first and its latest message were received. */
  began: number
  latest: number
  readonly hashes: HashSet
  /** Where the file ends. */
  end: number
}

const pattern = /^recent-(\d+)\.bin$/
/** Horizon and latest reception, two doubles; then the hashes. */
const headerBytes = 16
const entryBytes = 8
/** At low traffic there is no need to remember for longer. */
const longest = 30 * 60_000

/**
 * The messages of late, as hashes in memory and in two files beside the spool, so that deduplication needs ClickHouse
 * neither for fresh messages nor after a restart. Two generations: when the newer is full, the older is forgotten.
 */
export class RecentMessages {
  readonly #directory: string
  readonly #perGeneration: number
  #generations: Generation[]

  private constructor(directory: string, capacity: number, generations: Generation[]) {
    this.#directory = directory
    this.#perGeneration = Math.ceil(capacity / 2)
    this.#generations = generations
  }

  /**
   * @param horizon for a directory without files: from when on the set can be complete, in milliseconds;
   *   -Infinity when no message was ever stored
   */
  static async open(
    directory: string,
    capacity: number,
    horizon: () => Promise<number>,
  ): Promise<RecentMessages> {
    const numbers = readdirSync(directory)
      .flatMap((name) => (pattern.test(name) ? [Number(pattern.exec(name)?.[1])] : []))
      .toSorted((a, b) => a - b)
    const generations = numbers.flatMap((number) => load(directory, number))
    if (generations.length === 0) generations.push(begin(directory, 1, await horizon()))
    return new RecentMessages(directory, capacity, generations)
  }

  /** Messages received after this instant are all remembered. */
  get horizon(): number {
    return this.#perGeneration === 0
      ? Number.POSITIVE_INFINITY
      : (this.#generations[0]?.horizon ?? Number.POSITIVE_INFINITY)
  }

  has(hash: MessageHash): boolean {
    return this.#generations.some((generation) => generation.hashes.has(hash))
  }

  /**
   * Remember a stored block, durably.
   * @param received the latest instant at which a message of the block was received
   */
  remember(hashes: readonly MessageHash[], received: number): void {
    if (this.#perGeneration === 0 || hashes.length === 0) return
    const generation = this.#current(hashes.length, received)
    const entries = Buffer.allocUnsafe(hashes.length * entryBytes)
    for (const [i, hash] of hashes.entries()) {
      generation.hashes.add(hash)
      entries.writeUInt32LE(hash.high, i * entryBytes)
      entries.writeUInt32LE(hash.low, i * entryBytes + 4)
    }
    generation.latest = Math.max(generation.latest, received)
    const latest = Buffer.alloc(8)
    latest.writeDoubleLE(generation.latest)
    writeSync(generation.file, latest, 0, 8, 8)
    writeSync(generation.file, entries, 0, entries.length, generation.end)
    fdatasyncSync(generation.file)
    generation.end += entries.length
  }

  close(): void {
    for (const generation of this.#generations) closeSync(generation.file)
    this.#generations = []
  }

  /** The generation that takes `count` more: the newest, or a new one when that is full or old. */
  #current(count: number, received: number): Generation {
    const newest = this.#generations.at(-1)
    if (newest !== undefined && newest.hashes.size === 0) {
      newest.began = received
      return newest
    }
    const full = newest === undefined || newest.hashes.size + count > this.#perGeneration
    if (!full && received - newest.began <= longest) return newest
    const next = begin(this.#directory, (newest?.number ?? 0) + 1, newest?.latest ?? received)
    next.began = received
    for (const dropped of this.#generations.slice(0, -1)) {
      closeSync(dropped.file)
      unlinkSync(fileOf(this.#directory, dropped.number))
    }
    this.#generations = [...this.#generations.slice(-1), next]
    return next
  }
}

function fileOf(directory: string, number: number): string {
  return join(directory, `recent-${number}.bin`)
}

function begin(directory: string, number: number, horizon: number): Generation {
  const file = openSync(fileOf(directory, number), 'w+', 0o600)
  const header = Buffer.alloc(headerBytes)
  header.writeDoubleLE(horizon, 0)
  header.writeDoubleLE(horizon, 8)
  writeSync(file, header, 0, headerBytes, 0)
  fdatasyncSync(file)
  return { number, file, horizon, began: horizon, latest: horizon, hashes: new HashSet(), end: headerBytes }
}

/** A file whose header a crash cut off held nothing yet; half an entry at the end was not committed. */
function load(directory: string, number: number): Generation[] {
  const path = fileOf(directory, number)
  const bytes = readFileSync(path)
  if (bytes.length < headerBytes) {
    unlinkSync(path)
    return []
  }
  const count = Math.floor((bytes.length - headerBytes) / entryBytes)
  const hashes = new HashSet(count)
  for (let i = 0; i < count; i += 1) {
    const at = headerBytes + i * entryBytes
    hashes.add({ high: bytes.readUInt32LE(at), low: bytes.readUInt32LE(at + 4) })
  }
  const horizon = bytes.readDoubleLE(0)
  const latest = bytes.readDoubleLE(8)
  const end = headerBytes + count * entryBytes
  return [{ number, file: openSync(path, 'r+'), horizon, began: latest, latest, hashes, end }]
}
