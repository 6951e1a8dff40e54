import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, unlinkSync } from 'node:fs'
import { type FileHandle, open, truncate } from 'node:fs/promises'
import { AppError, messageOf } from '../../platform/errors.ts'
import { headerBytes, lastFrameEnd, writeFrame } from './frame.ts'
import { listSegments, segmentEnd, segmentPath } from './segments.ts'

/** Where the collector puts what it accepted. */
export interface Spool {
  /**
   * Resolves when the record is on disk (written and fdatasynced).
   * @throws AppError unavailable with retryAfterSeconds when the spool is full or the disk refuses
   */
  append(record: string | Buffer): Promise<void>
}

export interface SpoolOptions {
  readonly directory: string
  /** Undrained bytes kept at most. */
  readonly limitBytes: number
  /** A new file is begun when the current one is larger; drained files are deleted. */
  readonly segmentBytes?: number
  /** Positions below this were used before, even if no file says so (the drainer's cursor). */
  readonly startAt?: number
}

/** One write and one fdatasync, shared by every append that came while the previous ones ran. */
interface Group {
  readonly records: Buffer[]
  bytes: number
  readonly written: PromiseWithResolvers<void>
}

const retryAfterFull = 10
const retryAfterWriteError = 5
const stagingBytes = 4 * 1024 * 1024

/**
 * An append-only log in segment files. Positions are byte offsets since the spool was created; the drainer's cursor is
 * such a position. Records up to `end` are durable.
 */
export class FileSpool implements Spool {
  readonly directory: string
  readonly #limit: number
  readonly #segmentBytes: number
  /** Element 0 is `end`, shared with the drainer's thread, which waits on it. */
  readonly #end = new BigInt64Array(new SharedArrayBuffer(8))
  readonly #staging = Buffer.allocUnsafeSlow(stagingBytes)
  #released: number
  #segmentStart: number
  #file: FileHandle | undefined
  #pending: Group | undefined
  #pendingBytes = 0
  #flushing: Promise<void> | undefined
  #damaged = false
  #closed = false

  private constructor(options: SpoolOptions, start: number, segmentStart: number, end: number) {
    this.directory = options.directory
    this.#limit = options.limitBytes
    this.#segmentBytes = options.segmentBytes ?? 64 * 1024 * 1024
    this.#released = start
    this.#segmentStart = segmentStart
    this.#end[0] = BigInt(end)
  }

  /** Opens a spool, cutting off what a crash left half written behind its last whole record. */
  static async open(options: SpoolOptions): Promise<FileSpool> {
    mkdirSync(options.directory, { recursive: true, mode: 0o700 })
    const segments = listSegments(options.directory)
    const last = segments.at(-1)
    const startAt = options.startAt ?? 0
    if (last === undefined) return new FileSpool(options, startAt, startAt, startAt)
    const good = lastFrameEnd(readFileSync(last.path))
    if (last.start + good < segmentEnd(last)) {
      const file = await open(last.path, 'r+')
      await file.truncate(good)
      await file.sync()
      await file.close()
    }
    const end = last.start + good
    const released = Math.max(startAt, segments[0]?.start ?? 0)
    return end < startAt
      ? new FileSpool(options, startAt, startAt, startAt)
      : new FileSpool(options, released, last.start, end)
  }

  /** Everything before this position is durable. */
  get end(): number {
    return Number(this.#end[0])
  }

  /** `end` as shared memory (one 64-bit integer, notified on change). */
  get sharedEnd(): SharedArrayBuffer {
    return this.#end.buffer as SharedArrayBuffer
  }

  /** Bytes not yet drained. */
  get backlogBytes(): number {
    return this.end - this.#released
  }

  get limitBytes(): number {
    return this.#limit
  }

  append(record: string | Buffer): Promise<void> {
    const buffer = typeof record === 'string' ? Buffer.from(record) : record
    const size = headerBytes + buffer.length
    if (this.#closed) return Promise.reject(unavailable('The collector is stopping', 1))
    if (this.backlogBytes + this.#pendingBytes + size > this.#limit) {
      return Promise.reject(
        unavailable('The spool is full: events are not being drained as fast as they come', retryAfterFull),
      )
    }
    this.#pending ??= { records: [], bytes: 0, written: Promise.withResolvers() }
    const group = this.#pending
    group.records.push(buffer)
    group.bytes += size
    this.#pendingBytes += size
    this.#flushing ??= this.#flush()
    return group.written.promise
  }

  /** The drainer is done with everything before `position`: whole segments below it are deleted. */
  release(position: number): void {
    this.#released = Math.max(this.#released, Math.min(position, this.end))
    const segments = listSegments(this.directory)
    for (const [i, segment] of segments.entries()) {
      const next = segments[i + 1]
      if (next !== undefined && next.start <= this.#released) unlinkSync(segment.path)
    }
  }

  /** Takes no more, writes what was taken, closes. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#flushing
    await this.#file?.close()
    this.#file = undefined
  }

  async #flush(): Promise<void> {
    // Let the appends of this turn of the event loop join the first group.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.#pending) {
      const group = this.#pending
      this.#pending = undefined
      try {
        await this.#write(group)
        group.written.resolve()
      } catch (error) {
        this.#damaged = true
        group.written.reject(
          unavailable(`The spool could not be written (${messageOf(error)})`, retryAfterWriteError, error),
        )
      }
      this.#pendingBytes -= group.bytes
    }
    this.#flushing = undefined
  }

  async #write(group: Group): Promise<void> {
    if (this.#damaged) await this.#repair()
    const file = await this.#writable()
    const buffer = group.bytes <= stagingBytes ? this.#staging : Buffer.allocUnsafe(group.bytes)
    let offset = 0
    for (const record of group.records) offset = writeFrame(buffer, offset, record)
    const position = this.end - this.#segmentStart
    for (let done = 0; done < group.bytes;) {
      const { bytesWritten } = await file.write(buffer, done, group.bytes - done, position + done)
      done += bytesWritten
    }
    await file.datasync()
    Atomics.add(this.#end, 0, BigInt(group.bytes))
    Atomics.notify(this.#end, 0)
  }

  async #writable(): Promise<FileHandle> {
    if (this.end - this.#segmentStart >= this.#segmentBytes) {
      await this.#file?.close()
      this.#file = undefined
      this.#segmentStart = this.end
    }
    if (this.#file === undefined) {
      const path = segmentPath(this.directory, this.#segmentStart)
      this.#file = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return open(path, 'w+', 0o600)
        throw error
      })
      syncDirectory(this.directory)
    }
    return this.#file
  }

  /** After a failed write or sync: what may lie behind `end` was not acknowledged, so it goes. */
  async #repair(): Promise<void> {
    await this.#file?.close().catch(() => undefined)
    this.#file = undefined
    const path = segmentPath(this.directory, this.#segmentStart)
    await truncate(path, this.end - this.#segmentStart).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
    this.#damaged = false
  }
}

function unavailable(message: string, retryAfterSeconds: number, cause?: unknown): AppError {
  return new AppError('unavailable', `${message}: send again later`, { retryAfterSeconds, cause })
}

function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}
