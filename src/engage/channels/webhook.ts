import { createHash, createHmac } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from '../../platform/context.ts'
import { AppError, messageOf } from '../../platform/errors.ts'
import { post } from './post.ts'
import type { BatchResult, Dispatch, Message, Provider } from './provider.ts'

/** Statuses after which the same request may succeed. */
const retryable = new Set([408, 425, 429, 500, 502, 503, 504])
const backoffMilliseconds = [200, 1_000, 5_000]

/**
 * Signature of Standard Webhooks (standardwebhooks.com): base64 HMAC-SHA256 over `id.timestamp.body`.
 */
export function signWebhook(secret: string, id: string, timestamp: number, body: string): string {
  return `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}

/**
 * POSTs batches of messages as JSON: `{ type: 'messages', journey, channel, messages: [{ id, customerNumber, … }] }`.
 * Each message's `id` is its idempotency key: a receiver that saw it before ignores it. `webhook-id` names the batch.
 */
export function webhook(
  settings: { url: string; secret: string },
  backoff: readonly number[] = backoffMilliseconds,
): Provider {
  return {
    kind: 'batch',
    size: 500,
    address: null,
    send: async (ctx, dispatch, batch, signal) => {
      const body = JSON.stringify(payload(dispatch, batch))
      const id = `msg_${createHash('sha256')
        .update(batch.map(({ touch }) => touch).join())
        .digest('hex')
        .slice(0, 32)}`
      let problem = ''
      for (const wait of [0, ...backoff]) {
        await pause(wait, undefined, { signal })
        const answer = await attempt(ctx, settings, id, body, signal)
        if (answer === 'sent') return everyone(batch, 'sent', '')
        if (!answer.retry) return everyone(batch, 'failed', answer.reason)
        problem = answer.reason
      }
      return { results: [], retry: problem }
    },
  }
}

function payload({ journey, channel }: Dispatch, batch: readonly Message[]): object {
  return {
    type: 'messages',
    journey: journey.key,
    channel,
    messages: batch.map(({ touch, customerNumber, template, subject, body }) => ({
      id: touch,
      customerNumber,
      template,
      ...(subject ? { subject } : {}),
      body,
    })),
  }
}

const everyone = (batch: readonly Message[], status: 'sent' | 'failed', detail: string): BatchResult => ({
  results: batch.map(({ touch }) => ({ touch, status, detail })),
})

async function attempt(
  ctx: Context,
  { url, secret }: { url: string; secret: string },
  id: string,
  body: string,
  signal?: AbortSignal,
): Promise<'sent' | { retry: boolean; reason: string }> {
  const timestamp = Math.floor(ctx.clock.now().getTime() / 1000)
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signWebhook(secret, id, timestamp, body),
    'idempotency-key': id,
    'user-agent': 'Banyan',
  }
  try {
    const options = { allowPrivate: ctx.config.webhook.allowPrivateAddresses, ...(signal ? { signal } : {}) }
    const { status } = await post(url, body, headers, options)
    if (status >= 200 && status < 300) return 'sent'
    return { retry: retryable.has(status), reason: `the receiver answered ${status}` }
  } catch (error) {
    signal?.throwIfAborted()
    return { retry: !(error instanceof AppError), reason: messageOf(error) }
  }
}
