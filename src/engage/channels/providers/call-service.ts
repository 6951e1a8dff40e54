import { request as requestHttp, type IncomingHttpHeaders } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { publicLookup, refusePrivateHost } from '../private-address.ts'

const largestAnswer = 4 * 1024 * 1024

export interface ServiceAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/** Did the request surely not reach the service? Otherwise it may have been carried out although nothing came back. */
export function neverArrived(error: unknown): boolean {
  if (error instanceof AppError) return true
  return error instanceof Error && 'code' in error && notConnected.has(String(error.code))
}

/**
 * Ask an outside service. It never follows redirects, reaches private addresses only where the installation allows it,
 * and reads answers up to 4 MiB.
 * @throws on network errors and after `milliseconds` without an answer
 */
export async function callService(
  ctx: Context,
  target: string,
  request: {
    method: 'GET' | 'POST'
    headers?: Readonly<Record<string, string>>
    body?: string | Buffer
    milliseconds?: number
    signal?: AbortSignal
  },
): Promise<ServiceAnswer> {
  const url = new URL(target)
  const allowPrivate = ctx.config.webhook.allowPrivateAddresses
  if (!allowPrivate) refusePrivateHost(url)
  const timeout = AbortSignal.timeout(request.milliseconds ?? 15_000)
  const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void =>
      reject(timeout.aborted ? new Error(`no answer from ${url.host} in time`) : error)
    const outgoing = (url.protocol === 'https:' ? requestHttps : requestHttp)(
      url,
      {
        method: request.method,
        headers: {
          'user-agent': 'Banyan',
          ...(request.body === undefined ? {} : { 'content-length': Buffer.byteLength(request.body) }),
          ...request.headers,
        },
        signal,
        ...(allowPrivate ? {} : { lookup: publicLookup }),
      },
      (incoming) => {
        const chunks: Buffer[] = []
        let size = 0
        incoming.on('data', (chunk: Buffer) => {
          size += chunk.length
          if (size > largestAnswer) outgoing.destroy(new Error(`the answer of ${url.host} is too large`))
          else chunks.push(chunk)
        })
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        )
        incoming.on('error', fail)
      },
    )
    outgoing.on('error', fail)
    outgoing.end(request.body)
  })
}
