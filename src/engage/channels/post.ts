import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { publicLookup, refusePrivateHost } from './private-address.ts'

const timeoutMilliseconds = 15_000
/** However slowly a receiver takes the request and lets its answer drip. */
const longestMilliseconds = 60_000
/** More of an answer than this is not read. */
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
  const longest = AbortSignal.timeout(longestMilliseconds)
  const signal = options.signal ? AbortSignal.any([options.signal, longest]) : longest
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
        signal,
      },
      (response) => {
        const parts: Buffer[] = []
        let size = 0
        const answered = (): void => {
          const wait = Number(response.headers['retry-after'])
          resolve({
            status: response.statusCode ?? 0,
            ...(wait > 0 ? { retryAfterSeconds: wait } : {}),
            body: Buffer.concat(parts).toString('utf8'),
          })
        }
        response.on('data', (part: Buffer) => {
          size += part.length
          if (size <= answerLimit) return void parts.push(part)
          answered()
          response.destroy()
        })
        response.on('end', answered)
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
