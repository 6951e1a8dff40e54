// The load generator, a process of its own, the same for both sides: raw sockets, prepared requests, pipelining.
import { connect, type Socket } from 'node:net'
import { eventTemplate } from './event-template.ts'

export interface LoadOptions {
  readonly url: string
  readonly writeKey: string
  /** Events a request. */
  readonly size: number
  readonly users: number
  readonly connections: number
  /** Requests in flight on one connection. */
  readonly pipelining: number
  readonly seconds: number
  /** Events a second; 0 sends as fast as answers come. */
  readonly rate: number
  /** Eight characters. */
  readonly run: string
  /** How many different events there are. */
  readonly names?: number
}

export interface LoadResult {
  readonly seconds: number
  /** Events whose request was answered with 200. */
  readonly acknowledged: number
  readonly refused: number
  /** Milliseconds from sending a request to its answer. */
  readonly p50: number
  readonly p99: number
}

async function load(options: LoadOptions): Promise<LoadResult> {
  const { size, seconds } = options
  const started = performance.now()
  const end = started + seconds * 1000
  let template = eventTemplate({ ...options, now: new Date() })
  // Timestamps move on about once a second, as those of real events do.
  const clock = setInterval(() => {
    template = eventTemplate({ ...options, now: new Date() })
  }, 1000)
  let next = 0
  let acknowledged = 0
  let refused = 0
  const latencies: number[] = []
  const due = (): boolean =>
    options.rate === 0 || next < ((performance.now() - started) / 1000) * options.rate
  const clients = Array.from({ length: options.connections }, () => client(options))
  await Promise.all(
    clients.map(async (ready) => {
      const { socket, header } = await ready
      const slots: Buffer[] = Array.from({ length: options.pipelining }, () =>
        Buffer.concat([header, template.bytes]),
      )
      const sent: { at: number; slot: Buffer }[] = []
      let tail = ''
      const send = (): void => {
        while (slots.length > 0 && performance.now() < end && due()) {
          const slot = slots.pop()
          if (slot === undefined) return
          template.bytes.copy(slot, header.length)
          template.fill(slot, header.length, next)
          next += size
          sent.push({ at: performance.now(), slot })
          socket.write(slot)
        }
      }
      const timer = options.rate === 0 ? undefined : setInterval(send, 5)
      await new Promise<void>((resolve, reject) => {
        socket.on('error', reject)
        socket.on('close', () => (sent.length > 0 ? reject(new Error('connection closed')) : resolve()))
        socket.on('data', (chunk: Buffer) => {
          const text = tail + chunk.toString('latin1')
          let consumed = 0
          for (
            let at = text.indexOf('HTTP/1.1 ');
            at !== -1 && at + 12 <= text.length;
            at = text.indexOf('HTTP/1.1 ', at + 9)
          ) {
            const answered = sent.shift()
            if (answered === undefined) continue
            if (text.startsWith('200', at + 9)) acknowledged += size
            else refused += size
            latencies.push(performance.now() - answered.at)
            slots.push(answered.slot)
            consumed = at + 12
          }
          tail = text.slice(Math.max(consumed, text.length - 11))
          send()
          if (performance.now() >= end && sent.length === 0) resolve()
        })
        send()
        setTimeout(() => sent.length === 0 && resolve(), end - performance.now() + 50)
      })
      clearInterval(timer)
      socket.destroy()
    }),
  )
  clearInterval(clock)
  latencies.sort((a, b) => a - b)
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? 0
  return { seconds: (performance.now() - started) / 1000, acknowledged, refused, p50: at(0.5), p99: at(0.99) }
}

async function client(options: LoadOptions): Promise<{ socket: Socket; header: Buffer }> {
  const { hostname, port } = new URL(options.url)
  const length = eventTemplate({ ...options, now: new Date() }).bytes.length
  const header = Buffer.from(
    `POST /v1/${options.size === 1 ? 'track' : 'batch'} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n` +
      `Authorization: Basic ${Buffer.from(`${options.writeKey}:`).toString('base64')}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`,
  )
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  return { socket, header }
}

if (process.argv[2] !== undefined) {
  const result = await load(JSON.parse(process.argv[2]) as LoadOptions)
  console.log(JSON.stringify(result))
}
