// How soon an event leads to a queued message: 100 live journeys, each waiting for an event of its own, while the
// collector accepts 5,000 events a second, every one of which lets its customer into a journey.
//   --rate 5000 --seconds 30 --journeys 100 --users 50000 --batch 10
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startServer, type TestServer } from '../test/harness/start-server.ts'
import { applyJourneyDefinitions } from '../src/engage/journeys/index.ts'
import { openEmbedded } from '../src/platform/clickhouse/open-clickhouse.ts'
import { loadConfig } from '../src/platform/config.ts'
import { openContext } from '../src/platform/open-context.ts'
import { startEmbeddedPostgres } from '../src/platform/postgres/embedded.ts'
import { runLoad } from './ingest/run-load.ts'
import type { BenchOptions, Report } from './report.ts'
import { measureLatency } from './trigger/measure-latency.ts'
import { triggeredJourneys } from './trigger/triggered-journeys.ts'
import { watchCommits } from './trigger/watch-commits.ts'

export async function run(options: BenchOptions, report: Report): Promise<void> {
  const rate = options.number('rate', 5_000)
  const seconds = options.number('seconds', 30)
  const users = options.number('users', 50_000)
  const journeys = options.number('journeys', 100)
  const directory = mkdtempSync(join(tmpdir(), 'banyan-bench-trigger-'))
  // A PostgreSQL of the bench's own, so that commits can be watched from outside.
  const postgres = await startEmbeddedPostgres(join(directory, 'pg'))
  const environment = { DATABASE_URL: postgres.url('postgres') }
  const data = join(directory, 'data')
  try {
    const opened = await openContext(
      loadConfig({ environment: { ...environment, BANYAN_DATA: data, BANYAN_LOG: 'warn' } }),
    )
    await applyJourneyDefinitions(opened.ctx, triggeredJourneys(journeys))
    await opened.close()

    const server = await startServer({ directory: data, environment })
    const headers = await server.signIn()
    const writeKey = await createSource(server, headers)
    const load = {
      url: server.url,
      writeKey,
      size: options.number('batch', 10),
      users,
      names: journeys,
      connections: 16,
      pipelining: 1,
      rate,
    }
    // Everybody becomes known, and the server warm, before it counts.
    await runLoad({ ...load, seconds: Math.ceil(users / rate) + 3, run: 'warm0000' })
    const commits = await watchCommits(environment.DATABASE_URL)
    await sleep(500)
    const from = new Date()
    const sent = await runLoad({ ...load, seconds, run: 'meas0000' })
    await commits.quiet()
    const seen = await commits.stop()
    await server.stop({ keep: true })
    if (sent.refused > 0) throw new Error(`${sent.refused} events were refused`)

    const clickhouse = await openEmbedded({ directory: join(data, 'clickhouse'), database: 'banyan' })
    const result = await measureLatency(clickhouse, seen, from)
    await clickhouse.close()
    console.error(JSON.stringify({ ...result, sent }))
    if (result.lost > 0) throw new Error(`${result.lost} of ${result.events} events led to no message`)
    report({
      case: 'accepted events',
      size: journeys,
      value: sent.acknowledged / sent.seconds,
      unit: 'events/s',
    })
    for (const percentile of ['p50', 'p99', 'most'] as const) {
      report({
        case: `accepted to outbox, ${percentile}`,
        size: result.events,
        value: result[percentile],
        unit: 'ms',
        better: 'less',
      })
    }
  } finally {
    await postgres.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

async function createSource(server: TestServer, headers: Record<string, string>): Promise<string> {
  const response = await fetch(`${server.url}/api/sources`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ key: 'load', name: 'load', channel: 'app' }),
  })
  if (!response.ok) throw new Error(`The source was not created: ${response.status} ${await response.text()}`)
  const { writeKey } = (await response.json()) as { writeKey: string }
  return writeKey
}
