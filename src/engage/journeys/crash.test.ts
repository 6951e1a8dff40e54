import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { createTestDatabase } from '../../../test/harness/test-context.ts'

const child = fileURLToPath(new URL('testing/crash-child.ts', import.meta.url))
const customers = 100_000
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
  /** Called for every request, before it is answered. */
  onRequest: () => void
  close(): void
}

/** Stores and a gateway of their own. The gateway is slow enough to be killed in the middle of a batch. */
async function install(): Promise<Installation> {
  const received = new Map<string, number>()
  const hook = { onRequest: (): void => undefined }
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', async () => {
      const { messages } = JSON.parse(body) as { messages: { id: string }[] }
      for (const { id } of messages) received.set(id, (received.get(id) ?? 0) + 1)
      hook.onRequest()
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
    close: () => {
      server.close()
      rmSync(directory, { recursive: true, force: true })
    },
  })
}

/** When to kill a worker: milliseconds after it said something for the n-th time. */
interface Kill {
  /** `sending`: the gateway got the n-th request and has not answered. */
  readonly when: 'ready' | 'writing' | 'wrote' | 'sending'
  readonly times: number
  readonly after: number
}

const anyKill = (turn: number): Kill =>
  [
    { when: 'ready' as const, times: 1, after: random() * 1500 },
    { when: 'writing' as const, times: 1 + Math.floor(random() * 6), after: random() * 40 },
    { when: 'wrote' as const, times: 1 + Math.floor(random() * 6), after: 0 },
    { when: 'sending' as const, times: 1 + Math.floor(random() * 3), after: random() * 8 },
  ][turn % 4] ?? { when: 'ready', times: 1, after: 0 }

/** Run a worker, and kill it if so asked. Answers what it said. */
async function work(at: Installation, command: string, kill?: Kill): Promise<string> {
  const worker = spawn(process.execPath, [child, command, at.gateway, String(customers)], {
    env: at.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let complained = ''
  let aimed = false
  let requests = 0
  at.onRequest = () => {
    requests += 1
    if (kill?.when !== 'sending' || aimed || requests < kill.times) return
    aimed = true
    setTimeout(() => worker.kill('SIGKILL'), kill.after)
  }
  worker.stderr.on('data', (chunk: Buffer) => {
    complained += chunk.toString()
  })
  worker.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    if (!kill || kill.when === 'sending' || aimed || said.split(kill.when).length - 1 < kill.times) return
    aimed = true
    setTimeout(() => worker.kill('SIGKILL'), kill.after)
  })
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    worker.on('close', (...ended) => resolve(ended)),
  )
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(`the worker failed: ${complained}`)
  return said
}

it(`loses no step and repeats none when its worker is killed ${kills} times`, async () => {
  process.stdout.write(`crash test: ${kills} kills, BANYAN_CRASH_SEED=${seed}\n`)
  const calm = await install()
  await work(calm, 'prepare')
  await work(calm, 'run')
  const expected: unknown = JSON.parse(await work(calm, 'report'))

  const stormy = await install()
  await work(stormy, 'prepare')
  let interrupted = 0
  for (let kill = 0; kill < kills; kill += 1) {
    const said = await work(stormy, 'run', anyKill(kill))
    if (!said.includes('finished')) interrupted += 1
  }
  await work(stormy, 'run')
  expect(JSON.parse(await work(stormy, 'report'))).toEqual(expected)
  expect(new Set(stormy.received.keys())).toEqual(new Set(calm.received.keys()))
  expect([...calm.received.values()].every((times) => times === 1)).toBe(true)
  expect(interrupted).toBeGreaterThan(kills / 3)
  calm.close()
  stormy.close()
}, 1_800_000)
