import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from '../../platform/context.ts'
import { messageOf } from '../../platform/errors.ts'
import type { CollectSource, SourceDirectory } from './collect-source.ts'
import { sourceTables } from './store.ts'

const pollMilliseconds = 2_000
/** Unknown keys and origins arrive at any rate; they share one look into the store in this time. */
const missMilliseconds = 100

/**
 * Enabled sources in memory, read again every two seconds, so that a change made by any process counts soon. While
 * PostgreSQL is away the last known sources keep working.
 */
export async function openSourceDirectory(ctx: Context): Promise<SourceDirectory> {
  let byWriteKey = new Map<string, CollectSource>()
  let origins = new Set<string>()
  let loading: Promise<void> | undefined
  let lastMiss = Number.NEGATIVE_INFINITY
  let missed: Promise<void> | undefined

  async function load(): Promise<void> {
    const sources = await loadSources(ctx)
    byWriteKey = new Map(sources.map((source) => [source.writeKey, source]))
    origins = new Set(
      sources.flatMap((source) => (source.anyOrigin ? ['*', ...source.origins] : [...source.origins])),
    )
  }

  function refresh(): Promise<void> {
    loading ??= load().finally(() => {
      loading = undefined
    })
    return loading
  }

  async function refreshQuietly(): Promise<void> {
    try {
      await refresh()
    } catch (error) {
      ctx.log.warn(`sources could not be read, the last known ones stay in use: ${messageOf(error)}`)
    }
  }

  await refresh()
  const timer = setInterval(() => void refreshQuietly(), pollMilliseconds)
  timer.unref()

  return {
    find: (writeKey) => byWriteKey.get(writeKey),
    admitsOrigin: (origin) => origins.has('*') || origins.has(origin),
    catchUp: () => {
      missed ??= (async () => {
        // A key made a moment ago must work, however many wrong ones were tried just before: wait for the next turn.
        await sleep(Math.max(0, lastMiss + missMilliseconds - performance.now()), undefined, { ref: false })
        lastMiss = performance.now()
        missed = undefined
        await refreshQuietly()
      })()
      return missed
    },
    refresh,
    close: () => clearInterval(timer),
  }
}

async function loadSources(ctx: Context): Promise<CollectSource[]> {
  const rows = await sourceTables(ctx.postgres)
    .selectFrom('source')
    .select(['id', 'key', 'write_key', 'channel', 'strict', 'allowed_origins'])
    .where('enabled', '=', true)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    key: row.key,
    writeKey: row.write_key,
    channel: row.channel,
    strict: row.strict,
    origins: new Set(row.allowed_origins.filter((origin) => origin !== '*')),
    anyOrigin: row.allowed_origins.includes('*'),
  }))
}
