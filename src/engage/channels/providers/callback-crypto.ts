import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto'
import { AppError } from '../../../platform/errors.ts'

/** What a callback is checked and read with; from the callback page of the application. */
export interface CallbackKeys {
  readonly token: string
  /** 43 characters; with '=' the base64 of a 32-byte key. */
  readonly encodingAesKey: string
  /** Corp id (WeCom) or app id (mini program) that the message must be meant for. */
  readonly receiver: string
}

/** A callback of WeCom or WeChat that proves nothing must not be believed: whoever left the keys empty gets none. */
const hasKeys = ({ token, encodingAesKey }: CallbackKeys): boolean => token !== '' && encodingAesKey !== ''

export interface CallbackQuery {
  readonly signature: string
  readonly timestamp: string
  readonly nonce: string
}

const refused = (why: string): AppError => new AppError('forbidden', `The callback was refused: ${why}`)

/**
 * Check a callback's signature, in constant time, and decrypt it:
 * `sha1(sort(token, timestamp, nonce, encrypted).join(''))`; AES-256-CBC with the key's first 16 bytes as IV;
 * 16 random bytes, 4 bytes of length, the message, the receiver (developer.work.weixin.qq.com/document/path/90968).
 * @throws AppError forbidden
 */
export function openCallback(keys: CallbackKeys, query: CallbackQuery, encrypted: string): string {
  if (!hasKeys(keys)) throw refused('token and EncodingAESKey are not set up')
  const expected = createHash('sha1')
    .update([keys.token, query.timestamp, query.nonce, encrypted].toSorted().join(''))
    .digest()
  const given = Buffer.from(query.signature, 'hex')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw refused('wrong signature')
  const key = Buffer.from(`${keys.encodingAesKey}=`, 'base64')
  if (key.length !== 32) throw new AppError('internal', 'The EncodingAESKey must have 43 characters')
  let plain: Buffer
  try {
    const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
    plain = Buffer.concat([decipher.update(encrypted, 'base64'), decipher.final()])
  } catch {
    throw refused('it cannot be decrypted')
  }
  // PKCS #7 to blocks of 32 bytes, which OpenSSL does not know for AES.
  const padding = plain.at(-1) ?? 0
  if (padding < 1 || padding > 32 || plain.length < 20 + padding) throw refused('it cannot be decrypted')
  const length = plain.readUInt32BE(16)
  const end = 20 + length
  if (end > plain.length - padding) throw refused('it cannot be decrypted')
  if (plain.subarray(end, plain.length - padding).toString('utf8') !== keys.receiver) {
    throw refused('it is meant for somebody else')
  }
  return plain.subarray(20, end).toString('utf8')
}
