import { hash, verify } from '@node-rs/argon2'
import { createHash, randomBytes } from 'node:crypto'

// OWASP's first choice for Argon2id: 19 MiB, two passes, one lane.
const argon2id = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

export function hashPassword(password: string): Promise<string> {
  return hash(password, argon2id)
}

/** With an unknown login (`stored` undefined) it works just as long before it says no. */
export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  if (stored !== undefined) return verify(stored, password)
  await hash(password, argon2id)
  return false
}

/** A secret for a cookie or key: 256 random bits, shown once; only its SHA-256 is stored. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
