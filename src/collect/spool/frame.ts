import { crc32 } from 'node:zlib'

// A record on disk: magic, length of the payload, CRC-32 of the payload (each 4 bytes little-endian), payload.
const magic = 0x4e_59_4e_42
const magicBytes = Buffer.from('BNYN')
export const headerBytes = 12

/** Writes the frame of `record` at `offset` and returns where it ends. */
export function writeFrame(into: Buffer, offset: number, record: Buffer): number {
  into.writeUInt32LE(magic, offset)
  into.writeUInt32LE(record.length, offset + 4)
  into.writeUInt32LE(crc32(record), offset + 8)
  record.copy(into, offset + headerBytes)
  return offset + headerBytes + record.length
}

/** What stands at `offset`: a payload, the beginning of something longer than the buffer, or bytes that are no frame. */
export type Found =
  | { readonly kind: 'record'; readonly record: Buffer; readonly end: number }
  | { readonly kind: 'incomplete'; readonly needed: number }
  | { readonly kind: 'damaged' }

export function readFrame(buffer: Buffer, offset: number): Found {
  if (buffer.length - offset < headerBytes) return { kind: 'incomplete', needed: headerBytes }
  if (buffer.readUInt32LE(offset) !== magic) return { kind: 'damaged' }
  const length = buffer.readUInt32LE(offset + 4)
  const end = offset + headerBytes + length
  if (end > buffer.length) return { kind: 'incomplete', needed: headerBytes + length }
  const record = buffer.subarray(offset + headerBytes, end)
  if (crc32(record) !== buffer.readUInt32LE(offset + 8)) return { kind: 'damaged' }
  return { kind: 'record', record, end }
}

/** Where the next whole frame begins after damage at `offset`; undefined when the buffer holds none. */
export function findFrame(buffer: Buffer, offset: number): number | undefined {
  for (let at = buffer.indexOf(magicBytes, offset); at !== -1; at = buffer.indexOf(magicBytes, at + 1)) {
    if (readFrame(buffer, at).kind === 'record') return at
  }
  return undefined
}

/** Where the last whole frame of a segment ends; whatever follows was never acknowledged. */
export function lastFrameEnd(buffer: Buffer): number {
  let end = 0
  for (let offset: number | undefined = 0; offset !== undefined && offset < buffer.length;) {
    const found = readFrame(buffer, offset)
    if (found.kind === 'record') {
      offset = found.end
      end = found.end
    } else {
      offset = findFrame(buffer, offset + 1)
    }
  }
  return end
}
