// How long each part of one customer's page takes, and searches, in a demo bank: 50th and 95th percentile in milliseconds.
// `--data DIRECTORY` keeps the bank for the next run.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { openDemoBank } from '../demo/index.ts'
import { journeyRoutes } from '../src/engage/journeys/index.ts'
import { touchRoutes } from '../src/engage/touches/index.ts'
import { systemActor } from '../src/platform/actor.ts'
import { loadConfig } from '../src/platform/config.ts'
import { createServer } from '../src/platform/http/server.ts'
import { openContext } from '../src/platform/open-context.ts'
import { customerRoutes } from '../src/understand/customers/index.ts'
import type { BenchOptions, Report } from './report.ts'

const parts = [
  '',
  '/identity',
  '/identifiers',
  '/merges',
  '/holdings',
  '/aum',
  '/tags',
  '/events',
  '/events?name=login',
  '/events?text=fund',
  '/events/counts',
  '/relations',
  '/segments',
  '/journeys',
  '/touches',
]
const searches = [
  { query: '1000000042' },
  { query: '10000' },
  { query: '13812345678' },
  { query: '王伟' },
  { query: '王' },
  { query: '小明' },
  { query: '没有此人' },
  { branch: '07' },
]

export async function run(options: BenchOptions, report: Report): Promise<void> {
  const customers = options.number('customers', 20_000)
  const rounds = options.number('rounds', 100)
  const kept = options.text('data', '')
  const directory = kept === '' ? mkdtempSync(join(tmpdir(), 'banyan-bench-customers-')) : kept
  const config = loadConfig({
    environment: {
      BANYAN_DATA: directory,
      BANYAN_LOG: 'warn',
      BANYAN_DEMO_CUSTOMERS: String(customers),
    },
  })
  const { ctx, close } = await openContext(config)
  const app = await createServer(ctx, async () => systemActor)
  try {
    await openDemoBank(ctx, { report: () => undefined, finish: (line) => console.error(line) })
    for (const routes of [customerRoutes, journeyRoutes, touchRoutes]) await app.register(routes)
    // Strides of a prime: other customers every time, spread over the whole bank.
    const numberOf = (round: number): string =>
      `10${String(1 + ((round * 7_919 * 13) % customers)).padStart(8, '0')}`
    for (const part of parts) {
      const times = await timed(app, rounds, (round) => ({ url: `/api/customers/${numberOf(round)}${part}` }))
      reportTimes(report, part === '' ? 'profile' : part.slice(1), customers, times)
    }
    for (const payload of searches) {
      const times = await timed(app, Math.ceil(rounds / 5), () => ({
        method: 'POST' as const,
        url: '/api/customers/searches',
        payload,
      }))
      reportTimes(report, `search ${JSON.stringify(payload)}`, customers, times)
    }
  } finally {
    await app.close()
    await close()
    if (kept === '') rmSync(directory, { recursive: true, force: true })
  }
}

type Request = { url: string } | { method: 'POST'; url: string; payload: object }

/** Milliseconds of every round, sorted; the first rounds warm up and do not count. */
async function timed(
  app: FastifyInstance,
  rounds: number,
  request: (round: number) => Request,
): Promise<number[]> {
  const warmUp = 3
  const times: number[] = []
  for (let round = 0; round < rounds + warmUp; round += 1) {
    const started = performance.now()
    const { statusCode, body } = await app.inject(request(round))
    if (statusCode !== 200) throw new Error(`${JSON.stringify(request(round))}: ${statusCode} ${body}`)
    if (round >= warmUp) times.push(performance.now() - started)
  }
  return times.toSorted((a, b) => a - b)
}

function reportTimes(report: Report, name: string, customers: number, times: readonly number[]): void {
  for (const percentile of [50, 95]) {
    const value = times[Math.floor((times.length * percentile) / 100)] ?? 0
    report({ case: `${name} p${percentile}`, size: customers, value, unit: 'ms', better: 'less' })
  }
}
