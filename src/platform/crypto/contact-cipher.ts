import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'

const nonceBytes = 12
const tagBytes = 16

// The nonce is derived from the value (as in SIV modes), so equal values give equal ciphertexts and an import that is
// run again changes nothing. Node and ClickHouse produce and read the same bytes.

/** Encrypt a contact point: base64 of nonce, AES-256-GCM ciphertext and tag. */
export function encryptContact(config: Config, value: string): string {
  const key = Buffer.from(config.keys.contact, 'hex')
  const nonce = createHmac('sha256', key).update(value).digest().subarray(0, nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  return Buffer.concat([nonce, cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
    'base64',
  )
}

/**
 * Decrypt a contact point.
 * @throws AppError internal when the text was not encrypted with this installation's key
 */
export function decryptContact(config: Config, text: string): string {
  const bytes = Buffer.from(text, 'base64')
  try {
    const decipher = createDecipheriv(
      'aes-256-gcm',
      Buffer.from(config.keys.contact, 'hex'),
      bytes.subarray(0, nonceBytes),
    )
    decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes))
    const body = bytes.subarray(nonceBytes, bytes.length - tagBytes)
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
  } catch {
    throw new AppError('internal', 'A contact point cannot be decrypted: was the master key changed?')
  }
}

/**
 * The same encryption computed by ClickHouse for a whole column. Run such statements with `log_queries = 0`.
 * @param value SQL expression of type String
 */
export function encryptedContactSql(config: Config, value: string): string {
  const key = `unhex('${config.keys.contact}')`
  const nonce = `substring(HMAC('sha256', ${value}, ${key}), 1, ${nonceBytes})`
  return `base64Encode(concat(${nonce}, encrypt('aes-256-gcm', ${value}, ${key}, ${nonce})))`
}
