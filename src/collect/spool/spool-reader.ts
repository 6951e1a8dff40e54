import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { findFrame, headerBytes, readFrame } from './frame.ts'
import { listSegments, segmentEnd, type Segment } from './segments.ts'

export interface SpoolRead {
  readonly records: Buffer[]
  /** Where to go on reading. */
  readonly next: number
  /** Bytes that were no record (a damaged disk); acknowledged data is in them only if the disk lost it. */
  readonly damaged: number
}

/** Reads records in order; synchronous, because the drainer has a thread of its own. */
export class SpoolReader {
  readonly #directory: string
  #open: { readonly segment: Segment; readonly file: number } | undefined

  constructor(directory: string) {
    this.#directory = directory
  }

  /**
   * Records from `position` on, none at or behind `end`, about `maxBytes` of them but at least one if there is one.
   * Never crosses into the next segment: the next call does.
   */
  read(position: number, end: number, maxBytes: number): SpoolRead {
    if (position >= end) return { records: [], next: position, damaged: 0 }
    const open = this.#segmentAt(position)
    if (open === undefined) return { records: [], next: position, damaged: 0 }
    const from = Math.max(position, open.segment.start)
    const limit = Math.min(end, open.segment.start + fstatSync(open.file).size)
    let size = Math.min(maxBytes, limit - from)
    for (;;) {
      const buffer = Buffer.allocUnsafeSlow(size)
      let filled = 0
      while (filled < size) {
        const got = readSync(open.file, buffer, filled, size - filled, from - open.segment.start + filled)
        if (got === 0) break
        filled += got
      }
      const whole = size === limit - from
      const parsed = parse(buffer.subarray(0, filled), whole)
      if (parsed.consumed > 0 || whole) {
        return {
          records: parsed.records,
          next: from + parsed.consumed,
          damaged: parsed.damaged + (from - position),
        }
      }
      size = Math.min(limit - from, Math.max(parsed.needed, size * 2))
    }
  }

  close(): void {
    if (this.#open) closeSync(this.#open.file)
    this.#open = undefined
  }

  #segmentAt(position: number): { segment: Segment; file: number } | undefined {
    const current = this.#open
    if (current && position >= current.segment.start) {
      if (position < current.segment.start + fstatSync(current.file).size) return current
    }
    const segments = listSegments(this.#directory)
    const segment =
      segments.findLast((candidate) => candidate.start <= position && position < segmentEnd(candidate)) ??
      // The segment of this position is gone: go on with the next there is.
      segments.find((candidate) => candidate.start > position)
    if (segment === undefined) return undefined
    if (segment.start !== current?.segment.start) {
      this.close()
      this.#open = { segment, file: openSync(segment.path, 'r') }
    }
    return this.#open
  }
}

/** `whole`: nothing follows the buffer, so an incomplete frame at its end is damage. */
function parse(
  buffer: Buffer,
  whole: boolean,
): { records: Buffer[]; consumed: number; damaged: number; needed: number } {
  const records: Buffer[] = []
  let damaged = 0
  let offset = 0
  while (offset < buffer.length) {
    const found = readFrame(buffer, offset)
    if (found.kind === 'record') {
      records.push(found.record)
      offset = found.end
      continue
    }
    if (found.kind === 'incomplete' && !whole)
      return { records, consumed: offset, damaged, needed: found.needed }
    const resumed = findFrame(buffer, offset + 1)
    // Keep the last bytes when more follows: a frame may begin in them.
    const to = resumed ?? (whole ? buffer.length : Math.max(offset, buffer.length - headerBytes))
    damaged += to - offset
    if (to === offset) return { records, consumed: offset, damaged, needed: buffer.length + headerBytes }
    offset = to
    if (resumed === undefined && !whole) return { records, consumed: offset, damaged, needed: headerBytes }
  }
  return { records, consumed: offset, damaged, needed: 0 }
}
