import { type Agent, request as httpRequest } from 'node:http'

/** One request and the statuses that are right for it. */
export interface HostileRequest {
  /** What is hostile about it, e.g. `truncated gzip`. */
  readonly kind: string
  readonly method: string
  /** Sent as it is, so that paths can be malformed. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | undefined
  readonly expected: readonly number[]
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** Sends a request and reads the answer, also one that comes before the body was taken. */
export function send(url: string, agent: Agent, hostile: HostileRequest): Promise<Answer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    let answered = false
    const request = httpRequest({
      agent,
      hostname,
      port,
      method: hostile.method,
      path: hostile.path,
      headers: {
        ...(hostile.body === undefined ? {} : { 'content-length': String(hostile.body.length) }),
        ...hostile.headers,
      },
      timeout: 30_000,
    })
    request.on('response', (response) => {
      answered = true
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      )
    })
    request.on('timeout', () => request.destroy(new Error('no answer within 30 s')))
    // The server may answer and hang up before it has read everything; then only the answer counts.
    request.on('error', (error) => {
      if (!answered) reject(new Error(`${hostile.kind}: ${hostile.method} ${hostile.path}: ${error.message}`))
    })
    const { body } = hostile
    // A server that refuses by length answers at once and hangs up; whoever writes on loses the answer with the
    // connection. So of such a body only the beginning is sent.
    if (body !== undefined && body.length > beginning && hostile.expected.every((status) => status === 413)) {
      request.on('response', (response) => response.once('end', () => request.destroy()))
      request.write(body.subarray(0, beginning))
    } else request.end(body)
  })
}

const beginning = 64 * 1024
