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
const kills = 10

interface Installation {
  readonly environment: NodeJS.ProcessEnv
  readonly gateway: string
  /** How often each message reached the gateway. */
  readonly received: Map<string, number>
  close(): void
}

/** Stores and a gateway of their own. The gateway is slow enough to be killed in the middle of a batch. */
async function install(): Promise<Installation> {
  const received = new Map<string, number>()
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', async () => {
      const { messages } = JSON.parse(body) as { messages: { id: string }[] }
      for (const { id } of messages) received.set(id, (received.get(id) ?? 0) + 1)
      await pause(5)
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const directory = mkdtempSync(join(tmpdir(), 'banyan-crash-'))
  return {
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
  }
}

/** When to kill a worker: milliseconds after it said something for the n-th time. */
interface Kill {
  readonly when: 'ready' | 'writing' | 'wrote'
  readonly times: number
  readonly after: number
}

const anyKill = (turn: number): Kill =>
  [
    { when: 'ready' as const, times: 1, after: Math.random() * 1500 },
    { when: 'writing' as const, times: 1 + Math.floor(Math.random() * 3), after: Math.random() * 40 },
    { when: 'wrote' as const, times: 1 + Math.floor(Math.random() * 3), after: 0 },
  ][turn % 3] ?? { when: 'ready', times: 1, after: 0 }

/** Run a worker, and kill it if so asked. Answers what it said. */
async function work(at: Installation, command: string, kill?: Kill): Promise<string> {
  const worker = spawn(process.execPath, [child, command, at.gateway, String(customers)], {
    env: at.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let complained = ''
  let aimed = false
  worker.stderr.on('data', (chunk: Buffer) => {
    complained += chunk.toString()
  })
  worker.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    if (!kill || aimed || said.split(kill.when).length - 1 < kill.times) return
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
  expect(interrupted).toBeGreaterThan(kills / 2)
  calm.close()
  stormy.close()
}, 600_000)
