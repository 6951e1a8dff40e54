import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { createTestDatabase } from '../../../test/harness/test-context.ts'

const child = fileURLToPath(new URL('testing/crash-child.ts', import.meta.url))
const customers = 40_000
/** A few in everyday runs; BANYAN_KILLS=50 for all. */
const kills = Number(process.env['BANYAN_KILLS'] ?? 10)
/** Printed, so that a run that failed can be repeated: BANYAN_CRASH_SEED. */
const seed = Number(process.env['BANYAN_CRASH_SEED'] ?? Date.now() % 1_000_000)

/** Numbers of 0…1 that follow from the seed (mulberry32). */
function numbersFrom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
const random = numbersFrom(seed)

interface Installation {
  readonly environment: NodeJS.ProcessEnv
  readonly gateway: string
  /** How often each message reached the gateway. */
  readonly received: Map<string, number>
  /** In which requests another system was told of each call of a webhook. */
  readonly told: Map<string, Set<string>>
  /** Called for every request, before it is answered. */
  onRequest: (what: 'sending' | 'telling') => void
  close(): void
}

const requestBody = z.object({
  messages: z.array(z.object({ id: z.string() })).default([]),
  customers: z.array(z.object({ id: z.string() })).default([]),
})

/** Stores and a gateway of their own. The gateway is slow enough to be killed in the middle of a batch. */
async function install(): Promise<Installation> {
  const received = new Map<string, number>()
  const told = new Map<string, Set<string>>()
  const hook: Pick<Installation, 'onRequest'> = { onRequest: () => undefined }
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', async () => {
      const { messages, customers: calls } = requestBody.parse(JSON.parse(body))
      const requestId = String(request.headers['webhook-id'])
      for (const { id } of messages) received.set(id, (received.get(id) ?? 0) + 1)
      for (const { id } of calls) told.set(id, (told.get(id) ?? new Set()).add(requestId))
      hook.onRequest(calls.length > 0 ? 'telling' : 'sending')
      await pause(5)
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const directory = mkdtempSync(join(tmpdir(), 'banyan-crash-'))
  return Object.assign(hook, {
    environment: {
      ...process.env,
      BANYAN_DATA: directory,
      DATABASE_URL: await createTestDatabase(),
      BANYAN_WEBHOOK_PRIVATE: 'true',
      BANYAN_MASTER_KEY: '7'.repeat(64),
      UV_THREADPOOL_SIZE: '16',
    },
    gateway: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received,
    told,
    close: () => {
      server.close()
      rmSync(directory, { recursive: true, force: true })
    },
  })
}

/** When to kill a worker: milliseconds after it said something for the n-th time. */
interface Kill {
  /** `sending`, `telling`: the gateway got the n-th such request and has not answered. */
  readonly when: string
  readonly times: number
  readonly after: number
}

/** Instants of every kind of work: most times it is counted, most milliseconds it goes on for. */
const instants: readonly (readonly [when: string, times: number, after: number])[] = [
  ['ready', 1, 1500],
  ['writing journey_step', 9, 40],
  ['wrote touch', 3, 20],
  ['writing event', 4, 40],
  ['sending', 3, 8],
  ['releasing', 2, 120],
  ['wrote journey_step', 9, 0],
  ['telling', 2, 8],
  ['wrote event', 4, 20],
  ['writing touch', 4, 40],
  ['wrote journey_webhook_call', 2, 20],
  ['writing lead', 2, 40],
  ['writing back', 2, 200],
]

function anyKill(turn: number): Kill {
  const [when, times, after] = instants[turn % instants.length] ?? ['ready', 1, 0]
  return { when, times: 1 + Math.floor(random() * times), after: random() * after }
}

/** Run a worker, and kill it if so asked. Answers what it said. */
async function work(at: Installation, command: readonly string[], kill?: Kill): Promise<string> {
  const [verb = '', ...more] = command
  const worker = spawn(process.execPath, [child, verb, at.gateway, String(customers), ...more], {
    env: at.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let complained = ''
  let aimed = false
  const seen = (times: number): void => {
    if (!kill || aimed || times < kill.times) return
    aimed = true
    setTimeout(() => worker.kill('SIGKILL'), kill.after)
  }
  let requests = 0
  at.onRequest = (what) => {
    if (kill?.when === what) seen((requests += 1))
  }
  worker.stderr.on('data', (chunk: Buffer) => {
    complained += chunk.toString()
  })
  worker.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    if (kill) seen(said.split(`${kill.when}\n`).length - 1)
  })
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    worker.on('close', (...ended) => resolve(ended)),
  )
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(`the worker failed: ${complained}`)
  return said
}

const report = z.looseObject({ stores: z.array(z.looseObject({ table: z.string(), rows: z.number() })) })

/** Longer than any worker lives that is to be killed. */
const endless = '1000'

it(`loses no step and repeats none when its worker is killed ${kills} times`, async () => {
  process.stdout.write(`crash test: ${kills} kills, BANYAN_CRASH_SEED=${seed}\n`)
  const stormy = await install()
  await work(stormy, ['prepare'])
  let phase = 0
  for (let kill = 0; kill < kills; kill += 1) {
    const said = await work(stormy, ['run', String(phase), endless], anyKill(seed + kill))
    phase = Number([...said.matchAll(/^phase (\d+)$/gm)].at(-1)?.[1] ?? phase)
  }
  // To the end of the day after the last kill.
  const phases = String(2 * Math.floor(phase / 2) + 4)
  await work(stormy, ['run', String(phase), phases])

  const calm = await install()
  await work(calm, ['prepare'])
  await work(calm, ['run', '0', phases])
  const expected = report.parse(JSON.parse(await work(calm, ['report'])))
  // Every kind of work had something to do.
  expect(expected.stores.filter(({ rows }) => rows === 0)).toEqual([])
  expect(JSON.parse(await work(stormy, ['report']))).toEqual(expected)
  expect(new Set(stormy.received.keys())).toEqual(new Set(calm.received.keys()))
  expect(new Set(stormy.told.keys())).toEqual(new Set(calm.told.keys()))
  expect([...calm.received.values()].every((times) => times === 1)).toBe(true)
  // Who was told twice sees it by the id of the request, or of the call.
  expect(calm.received.size).toBeGreaterThan(0)
  expect(calm.told.size).toBeGreaterThan(0)
  calm.close()
  stormy.close()
}, 3_600_000)
