import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from './errors.ts'
import { isProcessAlive, processStart } from './processes.ts'

/**
 * Take a data directory for this process. chDB and the spool allow exactly one process a directory; a second one
 * gets one clear line. The lock of a killed process is recognised by its process id and start time and taken over.
 */
export function lockDataDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const file = join(directory, 'banyan.lock')
  const mine = `${process.pid} ${processStart(process.pid)}`
  for (;;) {
    try {
      writeFileSync(file, mine, { flag: 'wx', mode: 0o600 })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
        throw new AppError(
          'unavailable',
          `The data directory ${directory} cannot be written: ${String(error)}`,
        )
      }
      const [pid = '', start = ''] = readLock(file).split(' ')
      if (Number(pid) > 0 && isProcessAlive(Number(pid)) && processStart(Number(pid)) === start) {
        throw new AppError(
          'unavailable',
          `The data directory ${directory} is in use by process ${pid}: stop it or set BANYAN_DATA to another directory`,
        )
      }
      rmSync(file, { force: true })
    }
  }
}

function readLock(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
