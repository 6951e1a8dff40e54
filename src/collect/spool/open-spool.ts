import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../platform/config.ts'
import { CursorFile } from './cursor.ts'
import { FileSpool } from './spool.ts'

/** The installation's spool, `<data>/spool`, from where its drainer stopped. */
export function openSpool(config: Pick<Config, 'data' | 'collect'>): Promise<FileSpool> {
  const directory = join(config.data, 'spool')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const { position } = new CursorFile(directory).current
  const limitBytes = config.collect.spoolLimit
  // Small limits need small segments, or drained bytes would stay on disk for long.
  const segmentBytes = Math.min(64 * 1024 * 1024, Math.max(64 * 1024, Math.floor(limitBytes / 4)))
  return FileSpool.open({ directory, limitBytes, segmentBytes, startAt: position })
}
