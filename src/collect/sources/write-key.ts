import { randomBytes } from 'node:crypto'

/**
 * A new write key: 128 random bits in hex, safe in an address and a header. It says which source sends; it is no
 * secret, because web pages carry it.
 */
export function generateWriteKey(): string {
  return randomBytes(16).toString('hex')
}
