import type { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { AppError, messageOf } from '../../../platform/errors.ts'
import { tokenCache, type Token } from '../token-cache.ts'
import { callService, neverArrived } from './call-service.ts'

/** What WeCom and WeChat answer to a call. */
export type ApiAnswer<Body> =
  | { readonly kind: 'ok'; readonly body: Body }
  /** The same call may succeed later. `uncertain`: it may have been carried out. */
  | {
      readonly kind: 'later'
      readonly code: number
      readonly reason: string
      readonly uncertain: boolean
      readonly afterSeconds: number | null
    }
  | { readonly kind: 'refused'; readonly code: number; readonly reason: string }

/** Both carry the access token; one that is no longer good is fetched anew, once. */
export interface WechatApi {
  post<Body>(
    path: string,
    input: object,
    answer: z.ZodType<Body>,
    signal?: AbortSignal,
  ): Promise<ApiAnswer<Body>>
  get<Body>(
    path: string,
    input: Readonly<Record<string, string>>,
    answer: z.ZodType<Body>,
  ): Promise<ApiAnswer<Body>>
}

interface Call {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: string
}

/** 40001, 40014, 42001, 42007, 42009: the token is wrong or over. */
const staleToken = new Set([40_001, 40_014, 42_001, 42_007, 42_009])
/** -1 busy; 45009 too often; 45011 too fast; 45033 too many at once. */
const busy = new Map([
  [-1, 5],
  [45_009, 60],
  [45_011, 10],
  [45_033, 5],
])

/** Calls of one application of WeCom or WeChat, which answer `{ errcode, errmsg, … }`. */
export function openWechatApi(
  ctx: Context,
  baseUrl: string,
  fetchToken: (read: (url: string) => Promise<unknown>) => Promise<Token>,
): WechatApi {
  const base = baseUrl.replace(/\/$/, '')
  const read = async (path: string): Promise<unknown> => {
    const answer = await callService(ctx, base + path, { method: 'GET' })
    return parse(answer.status, answer.body)
  }
  const tokens = tokenCache(() => fetchToken(read))

  async function once<Body>(
    { method, path, query, body: input }: Call,
    answer: z.ZodType<Body>,
    signal: AbortSignal | undefined,
  ): Promise<ApiAnswer<Body> & { token?: string }> {
    let token: string
    try {
      token = await tokens.get()
    } catch (error) {
      return { kind: 'later', code: 0, reason: messageOf(error), uncertain: false, afterSeconds: null }
    }
    try {
      const parameters = new URLSearchParams({ access_token: token, ...query })
      const { status, body } = await callService(ctx, `${base}${path}?${parameters}`, {
        method,
        ...(input === undefined ? {} : { body: input, headers: { 'content-type': 'application/json' } }),
        ...(signal ? { signal } : {}),
      })
      const said = parse(status, body)
      const code = codeOf(said)
      if (code === 0) return { kind: 'ok', body: answer.parse(said) }
      const reason = `${code} ${wordsOf(said)}`.trim()
      if (staleToken.has(code))
        return { kind: 'later', code, reason, uncertain: false, afterSeconds: null, token }
      const wait = busy.get(code)
      if (wait !== undefined) return { kind: 'later', code, reason, uncertain: false, afterSeconds: wait }
      return { kind: 'refused', code, reason }
    } catch (error) {
      signal?.throwIfAborted()
      return {
        kind: 'later',
        code: 0,
        reason: messageOf(error),
        uncertain: !neverArrived(error),
        afterSeconds: null,
      }
    }
  }

  async function ask<Body>(
    call: Call,
    answer: z.ZodType<Body>,
    signal?: AbortSignal,
  ): Promise<ApiAnswer<Body>> {
    const first = await once(call, answer, signal)
    if (first.token === undefined) return first
    tokens.forget(first.token)
    const { token: _, ...second } = await once(call, answer, signal)
    return second
  }

  return {
    post: (path, input, answer, signal) =>
      ask({ method: 'POST', path, body: JSON.stringify(input) }, answer, signal),
    get: (path, query, answer) => ask({ method: 'GET', path, query }, answer),
  }
}

function parse(status: number, body: string): unknown {
  if (status < 200 || status > 299) throw new AppError('unavailable', `the service answered ${status}`)
  return JSON.parse(body)
}

const codeOf = (said: unknown): number =>
  typeof said === 'object' && said !== null && 'errcode' in said ? Number(said.errcode) : 0

/** What they say, without the request's id and the caller's address that they like to add. */
function wordsOf(said: unknown): string {
  const text = typeof said === 'object' && said !== null && 'errmsg' in said ? String(said.errmsg) : ''
  return text.replace(/,? *(?:hint|rid|from ip|more info).*$/is, '').slice(0, 200)
}
