import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from './errors.ts'

/** Migration files of a folder in order of their number: `0001-name.sql`, `0002-…`, without a gap. */
function listMigrations(directory: string): { number: number; file: string }[] {
  const files = readdirSync(directory)
    .filter((file) => file.endsWith('.sql'))
    .sort()
  return files.map((file, index) => {
    const number = Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(file)?.[1])
    if (number !== index + 1) {
      throw new AppError(
        'internal',
        `Migration ${file} in ${directory} should be number ${index + 1}: NNNN-name.sql`,
      )
    }
    return { number, file }
  })
}

export interface Migration {
  readonly number: number
  readonly file: string
  readonly text: string
  /** SHA-256 of the text, hex: what a store remembers of a migration that it had. */
  readonly checksum: string
}

/**
 * The migrations of a folder that a store has not had yet, in order.
 * @param applied number → checksum of those it had
 * @throws AppError internal when one was changed after it had been applied
 */
export function pendingMigrations(directory: string, applied: ReadonlyMap<number, string>): Migration[] {
  return listMigrations(directory).flatMap(({ number, file }) => {
    const text = readFileSync(join(directory, file), 'utf8')
    const checksum = createHash('sha256').update(text).digest('hex')
    const known = applied.get(number)
    if (known === undefined) return [{ number, file, text, checksum }]
    if (known === checksum) return []
    throw new AppError(
      'internal',
      `Migration ${file} in ${directory} was changed after it had been applied: write a new migration instead`,
    )
  })
}
