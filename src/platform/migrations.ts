import { readdirSync } from 'node:fs'
import { AppError } from './errors.ts'

/** Migration files of a folder in order of their number: `0001-name.sql`, `0002-…`, without a gap. */
export function listMigrations(directory: string): { number: number; file: string }[] {
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
