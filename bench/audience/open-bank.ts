import { sql } from 'kysely'
import { ManualClock } from '../../src/platform/clock.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { openContext, type OpenContext } from '../../src/platform/open-context.ts'
import { applyTagDefinitions } from '../../src/understand/tags/index.ts'
import { fillBank } from './fill-bank.ts'
import { benchInstant } from './rules.ts'
import { benchDefinitions } from './tags.ts'

/** A bank of `customers` in stores of its own under `directory`, its tag groups as a refresh leaves them. */
export async function openBank(directory: string, customers: number): Promise<OpenContext> {
  const config = loadConfig({ environment: { BANYAN_DATA: directory, BANYAN_LOG: 'warn' } })
  const opened = await openContext(config, { clock: new ManualClock(benchInstant) })
  try {
    const { ctx } = opened
    await fillBank(ctx.clickhouse, customers)
    await applyTagDefinitions(ctx, benchDefinitions)
    await sql`UPDATE tag SET coverage = 1`.execute(ctx.postgres)
    return opened
  } catch (error) {
    await opened.close()
    throw error
  }
}
