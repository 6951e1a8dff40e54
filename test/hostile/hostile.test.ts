import { readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { adminPassword, startServer, type TestServer } from '../harness/start-server.ts'
import { operationsOf } from './api-operations.ts'
import { apiRequests } from './api-requests.ts'
import { collectRequests, sideDoorRequests } from './collect-requests.ts'
import { type HostileRequest, send } from './hostile-request.ts'
import { leakIn, secretsIn } from './leaks.ts'
import { Random } from './random.ts'

const seed = 20_261_121
const agent = new Agent({ keepAlive: true, maxSockets: 8 })

let server: TestServer
let session: Record<string, string>
let writeKey: string
let secrets: string[]

beforeAll(async () => {
  server = await startServer()
  session = await server.signIn()
  const source = await post('/api/sources', { key: 'hostile', name: 'Hostile', channel: 'web' })
  writeKey = z.object({ writeKey: z.string() }).parse(source).writeKey
  secrets = [adminPassword, session['cookie']?.split('=')[1] ?? adminPassword, ...secretsIn(server.directory)]
}, 120_000)

afterAll(async () => {
  agent.destroy()
  await server.stop()
})

async function post(path: string, body: object): Promise<unknown> {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { ...session, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

async function get(path: string): Promise<unknown> {
  const response = await fetch(`${server.url}${path}`, { headers: session })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

/** Sends everything, eight at a time, and says in one line each what was not right. */
async function attack(requests: Iterable<HostileRequest>): Promise<string[]> {
  const wrong: string[] = []
  const queue = Iterator.from(requests)
  const worker = async (): Promise<void> => {
    for (const request of queue) {
      const what = `${request.kind}: ${request.method} ${request.path.slice(0, 120)}`
      try {
        const answer = await send(server.url, agent, request)
        const leak = leakIn(request, answer, secrets)
        if (!request.expected.includes(answer.status))
          wrong.push(
            `${what} → ${answer.status} instead of ${request.expected.join('/')}: ${answer.body.slice(0, 200)}`,
          )
        if (leak !== undefined) wrong.push(`${what} leaks ${leak}`)
      } catch (error) {
        wrong.push(`${what} → ${String(error)}`)
      }
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  return wrong
}

/** Sends an ordinary event and waits until it can be seen. */
async function expectEventToArrive(name: string): Promise<void> {
  const response = await fetch(`${server.url}/v1/track`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${writeKey}:`)}` },
    body: JSON.stringify({ event: name, userId: 'after-the-storm', messageId: name }),
  })
  expect(response.status).toBe(200)
  await expect
    .poll(async () => JSON.stringify(await get('/api/event-feed')), { timeout: 30_000, interval: 250 })
    .toContain(name)
}

/** Resident memory of the server process, in MiB. */
function residentMemory(): number {
  const status = readFileSync(`/proc/${server.process.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024
}

/** Raw bytes to the server's port, and what comes back before it hangs up. */
function sendRaw(bytes: string): Promise<string> {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    socket.setTimeout(30_000, () => socket.destroy())
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answer))
  })
}

describe('1,000 hostile requests', () => {
  it('to the collector each get their right status and leak nothing', async () => {
    const wrong = await attack([
      ...sideDoorRequests(writeKey),
      ...collectRequests(500, writeKey, new Random(seed)),
    ])
    expect(wrong).toEqual([])
  }, 120_000)

  it('to the API each get their right status and leak nothing', async () => {
    const operations = operationsOf(await get('/api/openapi.json'))
    expect(operations.length).toBeGreaterThan(20)
    const wrong = await attack(apiRequests(500, operations, { session }, new Random(seed)))
    expect(wrong).toEqual([])
  }, 120_000)

  it('leave a server that still answers, stores and shows what it is sent', async () => {
    expect(server.process.exitCode).toBeNull()
    await expectEventToArrive('after_one_storm')
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  })

  it('put what was refused after acceptance among the dead letters', async () => {
    const { items } = z
      .object({ items: z.array(z.object({ reason: z.string() })) })
      .parse(await get('/api/dead-letters'))
    expect(items.length).toBeGreaterThan(0)
  })

  it('do not fill the memory', async () => {
    await attack(collectRequests(300, writeKey, new Random(seed + 1)))
    const before = residentMemory()
    await attack(collectRequests(300, writeKey, new Random(seed + 2)))
    await attack(collectRequests(300, writeKey, new Random(seed + 3)))
    await expectEventToArrive('after_all_storms')
    // Buffers of 10 MB bodies come and go; what stays must not grow with the number of requests.
    await expect.poll(() => residentMemory() - before, { timeout: 60_000, interval: 1_000 }).toBeLessThan(200)
  }, 240_000)

  it('are not written to the log as failures of ours', () => {
    expect(server.output()).not.toMatch(/"level":(?:50|60)|uncaught|unhandled/i)
  })
})

describe('bytes that are no HTTP', () => {
  it.each([
    ['garbage', '\u0000\u0001\u0002\r\n\r\n', '400'],
    ['a request line that ends nowhere', `GET /${'x'.repeat(70_000)}`, '431'],
    ['too many headers', `GET / HTTP/1.1\r\nhost: x\r\n${'a: b\r\n'.repeat(20_000)}\r\n`, '431'],
    [
      'two lengths',
      'POST /v1/batch HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello',
      '400',
    ],
    [
      'a length and chunks',
      'POST /v1/batch HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      '400',
    ],
    [
      'a chunk size that is none',
      'POST /v1/batch HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
      '400',
    ],
    ['no host', 'GET /api/session HTTP/1.1\r\n\r\n', '400'],
  ])('%s', async (_what, bytes, status) => {
    expect((await sendRaw(bytes)).split(' ')[1]).toBe(status)
  })

  it('hanging up in the middle of a body harms nobody', async () => {
    const head = `POST /v1/batch HTTP/1.1\r\nhost: x\r\nauthorization: Basic ${btoa(`${writeKey}:`)}\r\ncontent-length: 500000\r\n\r\n{"batch":[`
    const { hostname, port } = new URL(server.url)
    await Promise.all(
      Array.from(
        { length: 50 },
        () =>
          new Promise<void>((resolve) => {
            const socket = connect(Number(port), hostname, () => socket.write(head, () => socket.destroy()))
            socket.on('error', () => undefined)
            socket.on('close', () => resolve())
          }),
      ),
    )
    await expectEventToArrive('after_hanging_up')
  })
})
