import { createHmac } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import { AppError, messageOf } from '../../platform/errors.ts'
import { post } from './post.ts'

/** Statuses after which the same request may succeed. */
const retryable = new Set([408, 425, 429, 500, 502, 503, 504])

export type WebhookAnswer =
  | { readonly sent: true }
  | {
      readonly sent: false
      /** Whether the same request may succeed later. */
      readonly retry: boolean
      readonly reason: string
      readonly retryAfterSeconds?: number | undefined
      /** It may have arrived although no answer came. */
      readonly uncertain?: boolean
    }

/**
 * POST a JSON body as Standard Webhooks (standardwebhooks.com) says: `webhook-signature` is the base64 HMAC-SHA256 over
 * `id.timestamp.body`; without a secret it is left out.
 * @param request.id names the request: the receiver's idempotency key
 */
export async function callWebhook(
  ctx: Context,
  { url, secret }: { readonly url: string; readonly secret?: string | undefined },
  { id, body }: { readonly id: string; readonly body: string },
  signal?: AbortSignal,
): Promise<WebhookAnswer> {
  const timestamp = String(Math.floor(ctx.clock.now().getTime() / 1000))
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    ...(secret === undefined
      ? {}
      : {
          'webhook-signature': `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
        }),
    'idempotency-key': id,
    'user-agent': 'Banyan',
  }
  try {
    const options = { allowPrivate: ctx.config.webhook.allowPrivateAddresses, ...(signal ? { signal } : {}) }
    const { status, retryAfterSeconds } = await post(url, body, headers, options)
    if (status >= 200 && status < 300) return { sent: true }
    const reason = `the receiver answered ${status}`
    return { sent: false, retry: retryable.has(status), reason, retryAfterSeconds }
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof AppError) return { sent: false, retry: false, reason: messageOf(error) }
    return { sent: false, retry: true, reason: messageOf(error), uncertain: true }
  }
}
