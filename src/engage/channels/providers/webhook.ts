import { createHash } from 'node:crypto'
import { z } from 'zod'
import { contactChannels } from '../../../govern/consent/index.ts'
import type { Context } from '../../../platform/context.ts'
import { callWebhook } from '../call-webhook.ts'
import { type BatchResult, defineProvider, type Dispatch, type Message, secret } from '../provider.ts'

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
  settings: { url: string; secret: string },
  { id, body, batch }: { id: string; body: string; batch: readonly Message[] },
  signal?: AbortSignal,
): Promise<BatchResult> {
  const answer = await callWebhook(ctx, settings, { id, body }, signal)
  if (answer.sent) return everyone(batch, 'sent', '')
  const { retry, reason, retryAfterSeconds, uncertain } = answer
  if (!retry) return everyone(batch, 'failed', reason)
  return { results: [], retry: reason, retryAfterSeconds, ...(uncertain ? { uncertain } : {}) }
}
