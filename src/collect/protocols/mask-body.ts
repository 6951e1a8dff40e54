import { classOf, maskMiddle } from './field-class.ts'

/** Chinese mobile numbers, and identity cards with a birth date in the middle, wherever they stand. */
const mobile = /(?<![\d.])(?:\+?86)?1[3-9]\d{9}(?!\d)/g
const identityCard =
  /(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)/g

/**
 * A refused item as people may look at it: class C2 values masked as they are in events. What is stored stays as it
 * came, or it could not be replayed.
 */
export function maskBody(body: string): string {
  let text = body
  try {
    text = JSON.stringify(JSON.parse(body), maskMember)
  } catch {
    // Not JSON: only what looks like personal data can be found.
  }
  return text.replaceAll(mobile, maskMiddle).replaceAll(identityCard, maskMiddle)
}

function maskMember(key: string, value: unknown): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') {
    return classOf(key) === 'masked' && typeof value === 'object' && value !== null ? '****' : value
  }
  return value !== '' && classOf(key) === 'masked' ? maskMiddle(String(value)) : value
}
