import type { FastifyPluginAsync } from 'fastify'
import type { z } from 'zod'
import type { ContactChannel } from '../../govern/consent/index.ts'
import type { Context } from '../../platform/context.ts'

/** Queued touches that leave together: one journey, channel and instant. */
export interface Dispatch {
  readonly journey: { readonly id: number; readonly key: string }
  /** The tick that queued them; 0 when they come from several (held before, or following others up). */
  readonly tick: number
  /** The instant they were queued at. */
  readonly at: Date
  readonly channel: ContactChannel
}

/** What a provider needs to reach somebody: a kind of `contact_point`. */
export const addressKinds = ['phone', 'email', 'web_push', 'wecom', 'wecom_external', 'openid'] as const
export type AddressKind = (typeof addressKinds)[number]

/** One message to one person. `touch` is the idempotency key: the same touch always carries the same one. */
export interface Message {
  readonly touch: string
  readonly customer: number
  /** The bank's customer number, '' when it is not known. */
  readonly customerNumber: string
  /** Decrypted phone number or address; '' for channels that need none. */
  readonly address: string
  readonly language: 'zh-CN' | 'en'
  readonly template: string
  /** The message in two plain texts. */
  readonly subject: string
  readonly body: string
  /** All that the template says, rendered: `ContentOf<channel>` of the template's channel, `{}` for plain texts. */
  readonly content: Readonly<Record<string, unknown>>
}

export interface Result {
  readonly touch: string
  /**
   * `pending`: taken, but somebody has to confirm it before it is sent (WeCom mass messages). `deferred`: not now for
   * this person (full mailbox, phone off): tried again with growing pauses, while the others go on.
   */
  readonly status: 'sent' | 'pending' | 'deferred' | 'failed'
  /** Why it failed, without personal data. */
  readonly detail: string
  /** The provider's own number of the message, by which its receipts name it. */
  readonly message?: string
  /** Failed as far as anybody knows: it may have arrived all the same, and a receipt may still say so. */
  readonly uncertain?: boolean
}

/** What becomes of a touch that must not be sent again, while nobody knows whether it left. Receipts may name it by its id. */
export function mayHaveArrived(touch: string, reason: string): Result {
  const detail = `${reason}: it may have arrived all the same`
  return { touch, status: 'failed', detail, message: touch, uncertain: true }
}

/**
 * What a provider did with a batch. What is not among `results` is tried again for the reason in `retry`: only give
 * one when the same request may succeed later. `uncertain`: the provider may have taken the messages all the same
 * (no answer, connection lost), so they are never given to another route. Throwing means: all of it, uncertain.
 */
export interface BatchResult {
  readonly results: readonly Result[]
  readonly retry?: string
  readonly uncertain?: boolean
  /** The provider said when to come back. */
  readonly retryAfterSeconds?: number
}

/** One way out of the house as it is set up. `settings` are decrypted and parsed. */
export interface Route<Settings> {
  readonly id: number
  readonly channel: ContactChannel
  /** Key of the provider. */
  readonly provider: string
  readonly name: string
  readonly settings: Settings
  /** Where the provider delivers callbacks: `/hooks/<provider>/<secret>`. */
  readonly hookPath: string
}

/** An opened route. It stays open between batches, and is closed when the route changes or the process stops. */
export type Carrier =
  | {
      readonly kind: 'set'
      /** Carry out whole dispatches of one channel with set SQL; repeating it changes nothing. */
      deliver(dispatches: readonly Dispatch[]): Promise<void>
      close?(): Promise<void>
    }
  | {
      readonly kind: 'batch'
      send(dispatch: Dispatch, batch: readonly Message[], signal?: AbortSignal): Promise<BatchResult>
      /** Instead of `send`, for a test message that someone asked for. */
      testSend?(dispatch: Dispatch, message: Message, signal?: AbortSignal): Promise<BatchResult>
      close?(): Promise<void>
    }

/** A kind of provider. Each is one file (or folder) in `providers/`, listed in `providers/index.ts`. */
export interface Provider<Settings extends z.ZodObject = z.ZodObject> {
  /** `smpp`: names it in the API and in `/hooks/smpp/…`. */
  readonly key: string
  readonly name: { readonly 'zh-CN': string; readonly en: string }
  /** The channels it can carry. */
  readonly channels: readonly ContactChannel[]
  /**
   * What it needs to know: flat, of strings, numbers and booleans. The console makes a form of it: describe fields
   * with `.meta({ label: { 'zh-CN', en } })`, and wrap with `secret(…)` what is encrypted and never shown again.
   */
  readonly settings: Settings
  /** The kind of address its messages go to; null when it knows customers by their bank number. */
  readonly address: AddressKind | null
  /** The same where the settings say it. */
  addressOf?(settings: z.output<Settings>): AddressKind | null
  /** Messages in one call of `send`. */
  readonly batchSize: number
  /** Calls of `send` at once. */
  readonly concurrency?: number
  /**
   * Its service takes a message again that it took before: what may have left is never offered again and counts as
   * failed until a receipt says otherwise. `send` looks at its signal between messages only.
   */
  readonly atMostOnce?: boolean
  /**
   * Every message gets a receipt of what became of it: one without a word in time is followed up as if it had failed.
   */
  readonly alwaysReports?: boolean
  /** Keep a carrier open in every worker even when nothing is to be sent, because messages come in by it. */
  readonly receives?: boolean
  open(ctx: Context, route: Route<z.output<Settings>>): Carrier | Promise<Carrier>
  /**
   * Callbacks, mounted at `/hooks/<key>/:secret`. `request.hook` is the route; every body arrives as a Buffer; answers
   * and authentication beyond the secret in the path are the provider's own. Report with `recordReceipts` and
   * `recordReplies`.
   */
  readonly hooks?: FastifyPluginAsync
  /** Once a minute for each enabled route: fetch results that nobody sends us. */
  poll?(ctx: Context, route: Route<z.output<Settings>>, carrier: Carrier): Promise<void>
}

/** Keeps the type of the settings while letting providers stand in one list. */
export function defineProvider<Settings extends z.ZodObject>(
  provider: Provider<Settings>,
): Provider<Settings> {
  return provider
}

declare module 'zod' {
  interface GlobalMeta {
    /** What people call the setting. */
    label?: { 'zh-CN': string; en: string }
    /** Encrypted at rest, never shown again. */
    secret?: boolean
    /** Long text: an area instead of a line. */
    multiline?: boolean
  }
}

/** Mark a setting as secret. Apply it last: `secret(z.string().min(16).optional())`. */
export function secret<Type extends z.ZodType>(type: Type): Type {
  return type.meta({ ...type.meta(), secret: true })
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The route whose secret was in the path; `settings` as stored: parse them with your own schema. */
    hook: Route<Readonly<Record<string, unknown>>>
  }
}
