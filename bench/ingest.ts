// Goal 5: durable-acknowledged events a second over loopback HTTP, and how soon they can be queried.
import { setTimeout as sleep } from 'node:timers/promises'
import { startServer, type TestServer } from '../test/harness/start-server.ts'
import type { LoadResult } from './ingest/load.ts'
import { probeQueryable } from './ingest/probe.ts'
import { runLoad } from './ingest/run-load.ts'
import { type Rival, startRival } from './ingest/start-rival.ts'
import type { BenchOptions, Report } from './report.ts'

const rivalName = 'Fastify + PostgreSQL jsonb_to_recordset'
/** How each batch size is sent; the same for both sides. */
const shapes = [
  { size: 100, connections: 64, pipelining: 1 },
  { size: 1, connections: 64, pipelining: 4 },
] as const

export async function run(options: BenchOptions, report: Report): Promise<void> {
  const users = options.number('users', 200_000)
  const seconds = options.number('seconds', 6)
  const rounds = options.number('rounds', 3)
  const pacedRate = options.number('rate', 20_000)
  const pacedSeconds = options.number('paced-seconds', 30)
  const server = await startServer()
  const rival = await startRival()
  try {
    const headers = await server.signIn()
    const load = await createSource(server, headers, 'load')
    const probe = await createSource(server, headers, 'probe')
    let sent = 0
    let runs = 0
    const send = async (
      to: TestServer | Rival,
      shape: { size: number; connections: number; pipelining: number },
      duration: number,
      rate = 0,
    ): Promise<LoadResult> => {
      runs += 1
      const name = `r${String(runs).padStart(7, '0')}`
      const result = await runLoad({
        url: to.url,
        writeKey: load.writeKey,
        users,
        seconds: duration,
        rate,
        run: name,
        ...shape,
      })
      if (result.refused > 0) throw new Error(`${result.refused} events were refused`)
      if (to === server) sent += result.acknowledged
      return result
    }

    if (options.flag('throughput', true)) {
      for (const shape of shapes) {
        const ours: number[] = []
        const theirs: number[] = []
        const drained: number[] = []
        await send(server, shape, 2)
        await waitUntilDrained(server)
        await send(rival, shape, 2)
        for (let round = 0; round < rounds; round += 1) {
          const started = performance.now()
          const own = await send(server, shape, seconds)
          await waitUntilDrained(server)
          drained.push(own.acknowledged / ((performance.now() - started) / 1000))
          ours.push(own.acknowledged / own.seconds)
          const other = await send(rival, shape, seconds)
          theirs.push(other.acknowledged / other.seconds)
          console.error(
            `batch ${shape.size}: ${Math.round(ours.at(-1) ?? 0)}/s (p99 ${own.p99.toFixed(1)} ms), stored ${Math.round(drained.at(-1) ?? 0)}/s; rival ${Math.round(theirs.at(-1) ?? 0)}/s (p99 ${other.p99.toFixed(1)} ms)`,
          )
        }
        const size = shape.size
        report({
          case: `acknowledged, batch ${size}`,
          size,
          value: median(ours),
          unit: 'events/s',
          rival: rivalName,
          rivalValue: median(theirs),
        })
        report({ case: `accepted to stored, batch ${size}`, size, value: median(drained), unit: 'events/s' })
      }
    }

    if (options.flag('queryable', true)) {
      const [, { seen, lost }] = await Promise.all([
        send(server, { size: 100, connections: 8, pipelining: 1 }, pacedSeconds, pacedRate),
        probeQueryable({ url: server.url, ...probe, source: probe.id, headers, seconds: pacedSeconds }),
      ])
      if (lost > 0) throw new Error(`${lost} probe events were never seen`)
      seen.sort((a, b) => a - b)
      for (const [name, share] of [
        ['p50', 0.5],
        ['p99', 0.99],
      ] as const) {
        const value = seen[Math.floor(seen.length * share)] ?? 0
        report({ case: `time until queryable, ${name}`, size: pacedRate, value, unit: 'ms', better: 'less' })
      }
      await waitUntilDrained(server)
    }

    const stored = await metric(server, 'banyan_drain_events_total')
    if (stored < sent) throw new Error(`${sent} events were acknowledged, ${stored} are stored`)
  } finally {
    await rival.stop()
    await server.stop()
  }
}

async function createSource(
  server: TestServer,
  headers: Record<string, string>,
  key: string,
): Promise<{ id: number; writeKey: string }> {
  const response = await fetch(`${server.url}/api/sources`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ key, name: key, channel: 'app' }),
  })
  if (!response.ok) throw new Error(`The source was not created: ${response.status} ${await response.text()}`)
  return (await response.json()) as { id: number; writeKey: string }
}

async function metric(server: TestServer, name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  const value = new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]
  if (value === undefined) throw new Error(`/metrics has no ${name}`)
  return Number(value)
}

async function waitUntilDrained(server: TestServer): Promise<void> {
  while ((await metric(server, 'banyan_spool_backlog_bytes')) > 0) await sleep(100)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
