import { sql } from 'kysely'
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { ManualClock } from '../../src/platform/clock.ts'
import { loadConfig } from '../../src/platform/config.ts'
import type { Context } from '../../src/platform/context.ts'
import { openContext, type OpenContext } from '../../src/platform/open-context.ts'
import { applyTagDefinitions } from '../../src/understand/tags/index.ts'
import { groupTable } from '../../src/understand/tags/compile-group.ts'
import { publishWords, sliceGroup } from '../../src/understand/tags/words/slice-group.ts'
import { benchColumns } from './columns.ts'
import { fillBank } from './fill-bank.ts'
import { benchInstant } from './rules.ts'
import { benchDefinitions, benchGroups } from './tags.ts'

/** A bank of `customers` in stores of its own under `directory`, its tag groups as a refresh leaves them. */
export async function openBank(directory: string, customers: number): Promise<OpenContext> {
  const config = loadConfig({ environment: { BANYAN_DATA: directory, BANYAN_LOG: 'warn' } })
  const opened = await openContext(config, { clock: new ManualClock(benchInstant) })
  try {
    const { ctx } = opened
    await fillBank(ctx.clickhouse, customers)
    await applyTagDefinitions(ctx, benchDefinitions)
    await finishRefresh(ctx)
    await settle(ctx)
    return opened
  } catch (error) {
    await opened.close()
    throw error
  }
}

/** Loading is over when nothing is being merged any more; the rivals have finished theirs before they are asked, too. */
async function settle({ clickhouse }: Context): Promise<void> {
  const merging = z.object({ merges: z.coerce.number() })
  for (;;) {
    const [found] = await clickhouse.query('SELECT count() AS merges FROM system.merges', {}, merging)
    if (!found?.merges) return
    await setTimeout(1000)
  }
}

/** What a refresh does after it has built a group's table: slice it into words, and say that there are values. */
async function finishRefresh(ctx: Context): Promise<void> {
  for (const { key, tags } of benchGroups) {
    const { rows } = await sql<{ id: number }>`SELECT id FROM tag_group WHERE key = ${key}`.execute(
      ctx.postgres,
    )
    const group = { key, id: rows[0]?.id ?? 0 }
    const columns = benchColumns(tags)
    const started = performance.now()
    const sliced = await sliceGroup(ctx, group, groupTable(key), columns, { pool: 'long' })
    if (!sliced) throw new Error(`the group ${key} has no words`)
    await publishWords(ctx.postgres, group, sliced)
    console.error(`sliced ${key} in ${Math.round(performance.now() - started)} ms`)
  }
  await sql`UPDATE tag SET coverage = 1`.execute(ctx.postgres)
}
