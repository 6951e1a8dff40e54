// Run as a process of its own: says what the value group holds, then refreshes it (once, or until it is killed).
import { pino } from 'pino'
import { z } from 'zod'
import { loadConfig } from '../../../platform/config.ts'
import { openContext } from '../../../platform/open-context.ts'
import { applyTagDefinitions } from '../apply-tag-definitions.ts'
import { refreshTagGroups } from '../refresh-tag-groups.ts'
import { storeSampleBank } from './sample-bank.ts'
import { sampleTags } from './sample-definitions.ts'

const mode = process.argv[2]
const { ctx, close } = await openContext(loadConfig(), { log: pino({ level: 'silent' }) })

/** Blocks per group. */
const blocks = 7
const customers = 20_000

/** What the group holds, and which tables of tags there are besides the groups' own and their current words. */
async function say(): Promise<void> {
  const [row] = await ctx.clickhouse.query(
    `SELECT count() AS customers, toFloat64(sum(aum)) AS aum,
  (SELECT arraySort(groupArray(name)) FROM system.tables WHERE database = currentDatabase()
    AND (match(name, '(^|_of_)next_tag_') OR match(name, '^(probe|part|query|train)_'))) AS leftovers,
  (SELECT count() FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'words_')) AS words FROM tag_value`,
    {},
    z.object({
      customers: z.coerce.number(),
      aum: z.number(),
      leftovers: z.array(z.string()),
      words: z.coerce.number(),
    }),
  )
  process.stdout.write(`${JSON.stringify(row)}\n`)
}

if (mode === 'fill') {
  await storeSampleBank(ctx, customers)
  await applyTagDefinitions(ctx, sampleTags)
} else await say()
async function refresh(): Promise<void> {
  const results = await refreshTagGroups(ctx, {
    asOf: '2026-11-01',
    customersPerBlock: Math.ceil(customers / blocks),
  })
  const failed = results.find(({ error }) => error !== null)
  if (failed) throw new Error(failed.error ?? '')
}

if (mode === 'until_killed') for (;;) await refresh()
await refresh()
await say()
await close()
process.exit(0)
