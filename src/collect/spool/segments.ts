import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** One file of the spool. Its name is the position of its first byte, so positions go on across files and restarts. */
export interface Segment {
  readonly path: string
  readonly start: number
}

const pattern = /^(\d{16})\.log$/

export function segmentPath(directory: string, start: number): string {
  return join(directory, `${String(start).padStart(16, '0')}.log`)
}

/** The segments of a spool directory, oldest first. */
export function listSegments(directory: string): Segment[] {
  return readdirSync(directory)
    .flatMap((name) => {
      const start = pattern.exec(name)?.[1]
      return start === undefined ? [] : [{ path: join(directory, name), start: Number(start) }]
    })
    .toSorted((a, b) => a.start - b.start)
}

/** Position behind the segment's last byte. */
export function segmentEnd(segment: Segment): number {
  return segment.start + statSync(segment.path).size
}
