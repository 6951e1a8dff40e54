import { hkdfSync, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../errors.ts'

/** Keys derived from the installation's master key, 32 bytes each, as hex. */
export interface Keys {
  /** For keyed hashes of identifiers such as phone numbers. */
  readonly identifier: string
  /** For contact points at rest. */
  readonly contact: string
}

/**
 * The installation's keys. The master key comes from BANYAN_MASTER_KEY or from `<data>/master.key`, which is made on
 * first start. Losing it makes contact points unreadable and identifiers unmatchable.
 */
export function loadKeys(dataDirectory: string, masterKey: string | undefined): Keys {
  const master = Buffer.from(
    masterKey ?? readOrCreate(join(dataDirectory, 'master.key'), dataDirectory),
    'hex',
  )
  if (master.length !== 32) {
    throw new AppError('invalid_request', 'The master key must be 64 hexadecimal digits (32 bytes)')
  }
  const derive = (purpose: string): string =>
    Buffer.from(hkdfSync('sha256', master, 'banyan', purpose, 32)).toString('hex')
  return { identifier: derive('identifier'), contact: derive('contact') }
}

function readOrCreate(file: string, directory: string): string {
  if (!existsSync(file)) {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
  }
  return readFileSync(file, 'utf8').trim()
}
