import webPush from 'web-push'
import { z } from 'zod'
import type { Context } from '../../../../platform/context.ts'
import { AppError } from '../../../../platform/errors.ts'
import { callService } from '../call-service.ts'

const base64Url = (bytes: number) =>
  z
    .string()
    .max(200)
    .regex(/^[A-Za-z0-9_-]+={0,2}$/, 'must be base64url')
    .refine((text) => Buffer.from(text, 'base64url').length === bytes, `must be ${bytes} bytes`)

/** A browser's PushSubscription as its `toJSON()` gives it. */
export const pushSubscription = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(2_000),
  keys: z.object({
    p256dh: base64Url(65).describe('public key of the browser, uncompressed P-256 point'),
    auth: base64Url(16).describe('authentication secret'),
  }),
})
export type PushSubscription = z.infer<typeof pushSubscription>

export interface Vapid {
  /** Whom a push service can write to: mailto: or https: (RFC 8292, 2.1). */
  readonly subject: string
  readonly publicKey: string
  readonly privateKey: string
}

export const generateVapidKeys = (): { publicKey: string; privateKey: string } => webPush.generateVAPIDKeys()

/** What a push service said. */
export type PushAnswer =
  | {
      readonly kind: 'sent'
      /** Where the message can be asked about, '' when it says nothing. */ readonly location: string
    }
  /** 404, 410: the browser unsubscribed. */
  | { readonly kind: 'gone'; readonly reason: string }
  | { readonly kind: 'later'; readonly reason: string; readonly afterSeconds: number | null }
  | { readonly kind: 'refused'; readonly reason: string }

/** Push services carry at least 4096 octets (RFC 8030, 7.2); encryption takes 103 of them. */
export const largestPayload = 3_993

/** Encrypt for one browser (aes128gcm, RFC 8291), sign with VAPID and hand it to the browser's push service. */
export async function sendPush(
  ctx: Context,
  subscription: PushSubscription,
  message: { payload: string; ttlSeconds: number; urgency: 'low' | 'normal' | 'high'; topic: string },
  vapid: Vapid,
  signal?: AbortSignal,
): Promise<PushAnswer> {
  if (Buffer.byteLength(message.payload) > largestPayload) {
    return { kind: 'refused', reason: `longer than ${largestPayload} bytes` }
  }
  if (!subscription.endpoint.startsWith('https:') && !ctx.config.webhook.allowPrivateAddresses) {
    return { kind: 'gone', reason: 'the endpoint is not https' }
  }
  const details = webPush.generateRequestDetails(subscription, message.payload, {
    vapidDetails: vapid,
    TTL: message.ttlSeconds,
    urgency: message.urgency,
    topic: message.topic,
    contentEncoding: 'aes128gcm',
  })
  const headers = Object.fromEntries(
    Object.entries(details.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  )
  try {
    const answer = await callService(ctx, subscription.endpoint, {
      method: 'POST',
      headers,
      body: details.body,
      ...(signal ? { signal } : {}),
    })
    return pushAnswer(answer.status, answer.headers['retry-after'], answer.headers.location)
  } catch (error) {
    signal?.throwIfAborted()
    // A private address: nobody's browser is there.
    if (error instanceof AppError && error.code === 'invalid_request')
      return { kind: 'gone', reason: error.message }
    return {
      kind: 'later',
      reason: error instanceof Error ? error.message : String(error),
      afterSeconds: null,
    }
  }
}

function pushAnswer(
  status: number,
  retryAfter: string | undefined,
  location: string | undefined,
): PushAnswer {
  if (status >= 200 && status < 300) return { kind: 'sent', location: location ?? '' }
  const reason = `the push service answered ${status}`
  if (status === 404 || status === 410) return { kind: 'gone', reason }
  if (status === 429 || status === 408 || status >= 500) {
    const seconds = Number(retryAfter)
    return { kind: 'later', reason, afterSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : null }
  }
  return { kind: 'refused', reason }
}
