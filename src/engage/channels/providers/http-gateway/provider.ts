import type { Template } from 'liquidjs'
import type { Context } from '../../../../platform/context.ts'
import { AppError, messageOf } from '../../../../platform/errors.ts'
import { post } from '../../post.ts'
import { type BatchResult, defineProvider, type Dispatch, type Message, type Result } from '../../provider.ts'
import { gatewayHooks } from './hooks.ts'
import { at, type GatewaySettings, gatewaySettings, isOneOf, requestLiquid } from './settings.ts'
import { signatureOf } from './sign.ts'

/** Statuses after which the same request may succeed. */
const retryable = new Set([408, 425, 429, 500, 502, 503, 504])
/** Something broke on the way: it may have been taken all the same. */
const broken = new Set([500, 502, 504])

/**
 * Any gateway that takes messages by HTTP: the request is a Liquid template, the answer is read by JSON pointers,
 * receipts come to the callback address. Each message's `id` is its idempotency key, also as a header where a request
 * carries one message.
 */
export const httpGateway = defineProvider({
  key: 'http_gateway',
  name: { 'zh-CN': '通用 HTTP 网关', en: 'Generic HTTP gateway' },
  channels: ['sms', 'email', 'push', 'wecom', 'mini_program', 'five_g', 'call', 'webhook'],
  settings: gatewaySettings,
  address: null,
  addressOf: ({ needs }) => (needs === 'customer_number' ? null : needs),
  batchSize: 2_000,
  hooks: gatewayHooks,
  open: (ctx, { settings }) => {
    const template = requestLiquid.parse(settings.body)
    const headers = headersOf(settings)
    return {
      kind: 'batch',
      send: async (dispatch, batch, signal) => {
        const requests: Message[][] = []
        for (let from = 0; from < batch.length; from += settings.perRequest)
          requests.push(batch.slice(from, from + settings.perRequest))
        const outcomes: BatchResult[] = []
        let failures = 0
        const worker = async (): Promise<void> => {
          // After some requests in vain the gateway is down: the others wait for a better time.
          for (let one = requests.shift(); one && failures < 3; one = requests.shift()) {
            if (signal?.aborted) break
            const outcome = await request(ctx, { settings, template, headers }, dispatch, one, signal)
            if (outcome.retry !== undefined) failures += 1
            outcomes.push(outcome)
          }
        }
        await Promise.all(Array.from({ length: settings.parallel }, worker))
        const bad = outcomes.find(({ retry }) => retry !== undefined)
        const waits = outcomes.flatMap(({ retryAfterSeconds }) => retryAfterSeconds ?? [])
        return {
          // A gateway without numbers of its own names messages in receipts as we did.
          results: outcomes
            .flatMap(({ results }) => results)
            .map((one) => (one.status === 'sent' ? { message: one.touch, ...one } : one)),
          ...(bad?.retry === undefined ? {} : { retry: bad.retry }),
          ...(outcomes.some(({ uncertain }) => uncertain) ? { uncertain: true } : {}),
          ...(waits.length > 0 ? { retryAfterSeconds: Math.max(...waits) } : {}),
        }
      },
    }
  },
})

function headersOf({ headers, authorization, contentType }: GatewaySettings): Record<string, string> {
  const lines = headers.split('\n').flatMap((line) => {
    const [, name, value] = /^\s*([A-Za-z0-9-]+)\s*:\s*(.*?)\s*$/.exec(line) ?? []
    return name && value !== undefined ? [[name, value]] : []
  })
  return {
    ...Object.fromEntries(lines),
    'content-type': contentType === 'application/json' ? contentType : `${contentType}; charset=utf-8`,
    'user-agent': 'Banyan',
    ...(authorization ? { authorization } : {}),
  }
}

interface Prepared {
  readonly settings: GatewaySettings
  readonly template: Template[]
  readonly headers: Readonly<Record<string, string>>
}

const variablesOf = (message: Message) => ({ ...message, id: message.touch })

async function request(
  ctx: Context,
  { settings, template, headers }: Prepared,
  { journey, channel }: Dispatch,
  messages: readonly Message[],
  signal: AbortSignal | undefined,
): Promise<BatchResult> {
  const [first] = messages
  if (!first) return { results: [] }
  const common = { journey: journey.key, channel, messages: messages.map(variablesOf) }
  try {
    const body = String(
      requestLiquid.renderSync(
        template,
        settings.perRequest === 1 ? { ...variablesOf(first), ...common } : common,
      ),
    )
    const timestamp = Math.floor(ctx.clock.now().getTime() / 1000)
    const answer = await post(
      settings.url,
      body,
      {
        ...headers,
        ...signatureOf(settings, body, timestamp),
        ...(messages.length === 1 ? { 'idempotency-key': first.touch } : {}),
      },
      { allowPrivate: ctx.config.webhook.allowPrivateAddresses, ...(signal ? { signal } : {}) },
    )
    return judge(settings, answer, messages)
  } catch (error) {
    const reason = messageOf(error)
    if (error instanceof AppError || (error instanceof Error && error.name.endsWith('RenderError'))) {
      return { results: messages.map(({ touch }) => ({ touch, status: 'failed', detail: reason })) }
    }
    const refused = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED'
    return { results: [], retry: reason, uncertain: !refused }
  }
}

function judge(
  settings: GatewaySettings,
  answer: { status: number; body: string; retryAfterSeconds?: number },
  messages: readonly Message[],
): BatchResult {
  const { status, retryAfterSeconds } = answer
  const everyone = (one: Omit<Result, 'touch'>): BatchResult => ({
    results: messages.map(({ touch }) => ({ touch, ...one })),
  })
  if (status < 200 || status >= 300) {
    const reason = `the gateway answered ${status}`
    if (!retryable.has(status)) return everyone({ status: 'failed', detail: reason })
    return {
      results: [],
      retry: reason,
      ...(broken.has(status) ? { uncertain: true } : {}),
      ...(retryAfterSeconds ? { retryAfterSeconds } : {}),
    }
  }
  const read =
    settings.successPointer !== '' || settings.messagePointer !== '' || settings.resultsPointer !== ''
  if (!read) return everyone({ status: 'sent', detail: '' })
  const parsed = parseJson(answer.body)
  if (parsed === undefined) {
    return { results: [], retry: 'the gateway’s answer is not JSON', uncertain: true }
  }
  if (settings.resultsPointer === '') {
    const one = verdict(settings, parsed)
    if (one === 'retry') return { results: [], retry: reasonOf(settings, parsed) }
    // One message number stands for the whole request only where the request is one message.
    return everyone(messages.length === 1 ? one : { status: one.status, detail: one.detail })
  }
  const list = at(parsed, settings.resultsPointer)
  const byId = new Map(
    (Array.isArray(list) ? list : []).map((item: unknown) => [
      String(at(item, settings.resultIdPointer)),
      item,
    ]),
  )
  const results = messages.flatMap(({ touch }): Result[] => {
    const item = byId.get(touch)
    const one = item === undefined ? 'retry' : verdict(settings, item)
    return one === 'retry' ? [] : [{ touch, ...one }]
  })
  return results.length === messages.length
    ? { results }
    : { results, retry: 'the gateway put some messages off', uncertain: true }
}

function verdict(settings: GatewaySettings, item: unknown): Omit<Result, 'touch'> | 'retry' {
  const { successPointer, successValues, retryValues, messagePointer } = settings
  const code = successPointer === '' ? undefined : at(item, successPointer)
  if (successPointer !== '' && !isOneOf(code, successValues)) {
    return isOneOf(code, retryValues) ? 'retry' : { status: 'failed', detail: reasonOf(settings, item) }
  }
  const message = messagePointer === '' ? undefined : at(item, messagePointer)
  return {
    status: 'sent',
    detail: '',
    ...(message === undefined || message === null ? {} : { message: String(message) }),
  }
}

function reasonOf({ reasonPointer, successPointer }: GatewaySettings, item: unknown): string {
  const reason = at(item, reasonPointer === '' ? successPointer : reasonPointer)
  return `the gateway answered ${String(reason)}`.replaceAll(/\d{6,}/g, '…').slice(0, 300)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
