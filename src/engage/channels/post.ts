import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { publicLookup, refusePrivateHost } from './private-address.ts'

const timeoutMilliseconds = 15_000

/** POST a JSON body; answers the status and never follows redirects. Rejects on network errors and timeouts. */
export async function post(
  target: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  options: { allowPrivate: boolean; signal?: AbortSignal },
): Promise<{ status: number; retryAfter: string | undefined }> {
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
        response.resume()
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] }),
        )
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
