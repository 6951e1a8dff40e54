import type { Json } from './json.ts'

/** A character takes at most six bytes in JSON (`\u001f`), so this many are certainly enough for them. */
const mostBytesPerCharacter = 6

/**
 * Whether a message is larger than `limit` bytes as JSON. Writing every message out again would cost as much as
 * parsing it; counting characters settles nearly all of them for a tenth of that.
 */
export function exceeds(message: Json, limit: number): boolean {
  if (characters(message) * mostBytesPerCharacter <= limit) return false
  return Buffer.byteLength(JSON.stringify(message)) > limit
}

function characters(value: Json | undefined): number {
  if (typeof value === 'string') return value.length + 3
  if (typeof value !== 'object' || value === null) return 24
  let sum = 3
  if (Array.isArray(value)) for (const member of value) sum += characters(member)
  else for (const key in value) sum += key.length + 4 + characters(value[key])
  return sum
}
