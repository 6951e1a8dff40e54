import { createHash, createHmac } from 'node:crypto'
import { z } from 'zod'
import { contactChannels } from '../../../govern/consent/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError, messageOf } from '../../../platform/errors.ts'
import { post } from '../post.ts'
import { type BatchResult, defineProvider, type Dispatch, type Message, secret } from '../provider.ts'

/** Statuses after which the same request may succeed. */
const retryable = new Set([408, 425, 429, 500, 502, 503, 504])

/**
 * Signature of Standard Webhooks (standardwebhooks.com): base64 HMAC-SHA256 over `id.timestamp.body`.
 */
function signWebhook(key: string, id: string, timestamp: number, body: string): string {
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}

/**
 * POSTs batches of messages as JSON: `{ type: 'messages', journey, channel, messages: [{ id, customerNumber, … }] }`.
 * Each message's `id` is its idempotency key: a receiver that saw it before ignores it. `webhook-id` names the batch.
 */
export const webhook = defineProvider({
  key: 'webhook',
  name: { 'zh-CN': 'Webhook（签名批量推送）', en: 'Webhook (signed batches)' },
  channels: contactChannels,
  settings: z.strictObject({
    url: z.url({ protocol: /^https?$/ }).meta({ label: { 'zh-CN': '接收地址', en: 'Receiver URL' } }),
    secret: secret(
      z
        .string()
        .min(16)
        .max(200)
        .meta({ label: { 'zh-CN': '签名密钥', en: 'Signing secret' } }),
    ),
  }),
  address: null,
  batchSize: 500,
  open: (ctx, { settings }) => ({
    kind: 'batch',
    send: async (dispatch, batch, signal) => {
      const body = JSON.stringify(payload(dispatch, batch))
      const id = `msg_${createHash('sha256')
        .update(batch.map(({ touch }) => touch).join())
        .digest('hex')
        .slice(0, 32)}`
      return attempt(ctx, settings, { id, body, batch }, signal)
    },
  }),
})

function payload({ journey, channel }: Dispatch, batch: readonly Message[]): object {
  return {
    type: 'messages',
    journey: journey.key,
    channel,
    messages: batch.map(({ touch, customerNumber, template, subject, body, content }) => ({
      id: touch,
      customerNumber,
      template,
      ...(subject ? { subject } : {}),
      body,
      ...(Object.keys(content).length > 0 ? { content } : {}),
    })),
  }
}

const everyone = (batch: readonly Message[], status: 'sent' | 'failed', detail: string): BatchResult => ({
  results: batch.map(({ touch }) => ({ touch, status, detail })),
})

async function attempt(
  ctx: Context,
  { url, secret: key }: { url: string; secret: string },
  request: { id: string; body: string; batch: readonly Message[] },
  signal?: AbortSignal,
): Promise<BatchResult> {
  const { id, body, batch } = request
  const timestamp = Math.floor(ctx.clock.now().getTime() / 1000)
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signWebhook(key, id, timestamp, body),
    'idempotency-key': id,
    'user-agent': 'Banyan',
  }
  try {
    const options = { allowPrivate: ctx.config.webhook.allowPrivateAddresses, ...(signal ? { signal } : {}) }
    const { status, retryAfterSeconds } = await post(url, body, headers, options)
    if (status >= 200 && status < 300) return everyone(batch, 'sent', '')
    const reason = `the receiver answered ${status}`
    if (!retryable.has(status)) return everyone(batch, 'failed', reason)
    return { results: [], retry: reason, retryAfterSeconds }
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof AppError) return everyone(batch, 'failed', messageOf(error))
    return { results: [], retry: messageOf(error), uncertain: true }
  }
}
