import { resolve } from 'node:path'
import type { Clock } from '../platform/clock.ts'
import { loadConfig } from '../platform/config.ts'
import type { Context } from '../platform/context.ts'
import { openContext } from '../platform/open-context.ts'

/** Stores started and migrated for one command; `dataDirectory` overrides the configured one, `clock` the time. */
export type OpenForCommand = (overrides?: {
  dataDirectory?: string
  clock?: Clock
}) => Promise<{ ctx: Context; close: () => Promise<void> }>

export const openForCommand: OpenForCommand = async (overrides = {}) => {
  const config = loadConfig({
    overrides: overrides.dataDirectory === undefined ? {} : { data: resolve(overrides.dataDirectory) },
  })
  const { ctx, close } = await openContext(
    { ...config, log: config.log === 'info' ? 'warn' : config.log },
    { clock: overrides.clock },
  )
  return { ctx, close }
}
