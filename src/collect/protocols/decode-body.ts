import { isUtf8 } from 'node:buffer'
import { promisify } from 'node:util'
import { gunzip, gunzipSync, inflate, inflateSync } from 'node:zlib'
import { CollectError } from './collect-error.ts'
import type { Json } from './json.ts'

/** Bytes of a request, compressed and uncompressed. */
export const largestBody = 10 * 1024 * 1024
/** Up to here the round trip to a thread costs more than inflating on the spot. */
const smallBody = 8 * 1024

const options = { maxOutputLength: largestBody }
const gunzipAside = promisify<Buffer, typeof options, Buffer>(gunzip)
const inflateAside = promisify<Buffer, typeof options, Buffer>(inflate)

export function looksGzipped(bytes: Buffer): boolean {
  return bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b
}

/** Undo Content-Encoding. A gzip body is recognised without the header too: some SDKs only say so in the address. */
export function decompress(bytes: Buffer, encoding: string | undefined): Buffer | Promise<Buffer> {
  if (encoding === undefined || encoding === '' || encoding === 'identity') {
    return looksGzipped(bytes) ? ungzip(bytes) : bytes
  }
  if (encoding === 'gzip' || encoding === 'x-gzip') return ungzip(bytes)
  if (encoding === 'deflate') return uninflate(bytes)
  throw new CollectError('unsupported_encoding', 'Content-Encoding must be gzip, deflate or absent')
}

export function ungzip(bytes: Buffer): Buffer | Promise<Buffer> {
  if (bytes.length > smallBody) return gunzipAside(bytes, options).catch(zlibFailed)
  try {
    return gunzipSync(bytes, options)
  } catch (error) {
    return zlibFailed(error)
  }
}

function uninflate(bytes: Buffer): Buffer | Promise<Buffer> {
  if (bytes.length > smallBody) return inflateAside(bytes, options).catch(zlibFailed)
  try {
    return inflateSync(bytes, options)
  } catch (error) {
    return zlibFailed(error)
  }
}

function zlibFailed(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
    throw new CollectError(
      'body_too_large',
      'The body is larger than 10 MB when decompressed: send smaller batches',
    )
  }
  throw new CollectError('bad_encoding', 'The body can not be decompressed: it is damaged or cut off')
}

/** Text of a decoded body. */
export function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new CollectError('bad_text', 'The body is not UTF-8')
  return bytes.toString('utf8')
}

/** A JSON object or array. */
export function parseBody(text: string): Json[] | { [key: string]: Json | undefined } {
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch {
    throw new CollectError('bad_json', 'The body is not JSON')
  }
  if (typeof value !== 'object' || value === null) {
    throw new CollectError('bad_shape', 'The body must be a JSON object or array')
  }
  return value
}
