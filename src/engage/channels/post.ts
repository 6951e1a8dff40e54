import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { publicLookup, refusePrivateHost } from './private-address.ts'

const timeoutMilliseconds = 15_000
/** More of an answer than this is not kept. */
const answerLimit = 256 * 1024

/**
 * POST a body (JSON unless the headers say otherwise) over kept-open connections; never follows redirects. Rejects on
 * network errors and timeouts.
 */
export async function post(
  target: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  options: { allowPrivate: boolean; signal?: AbortSignal },
): Promise<{ status: number; retryAfterSeconds?: number; body: string }> {
  const url = new URL(target)
  if (!options.allowPrivate) refusePrivateHost(url)
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(
      url,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...headers,
        },
        timeout: timeoutMilliseconds,
        ...(options.allowPrivate ? {} : { lookup: publicLookup }),
        ...(options.signal ? { signal: options.signal } : {}),
      },
      (response) => {
        const parts: Buffer[] = []
        let size = 0
        response.on('data', (part: Buffer) => {
          size += part.length
          if (size <= answerLimit) parts.push(part)
        })
        response.on('end', () => {
          const wait = Number(response.headers['retry-after'])
          resolve({
            status: response.statusCode ?? 0,
            ...(wait > 0 ? { retryAfterSeconds: wait } : {}),
            body: Buffer.concat(parts).toString('utf8'),
          })
        })
        response.on('error', reject)
      },
    )
    request.on('timeout', () =>
      request.destroy(new Error(`no answer within ${timeoutMilliseconds / 1000} s`)),
    )
    request.on('error', reject)
    request.end(body)
  })
}
