import type { Context } from '../../platform/context.ts'
import type { ContactChannel } from '../../govern/consent/index.ts'

/** All queued touches of one tick by one channel. */
export interface Dispatch {
  readonly journey: { readonly id: number; readonly key: string }
  readonly tick: number
  /** The instant of the tick. */
  readonly at: Date
  readonly channel: ContactChannel
}

/** One message to one person. `touch` is the idempotency key: the same touch always carries the same one. */
export interface Message {
  readonly touch: string
  /** The bank's customer number, '' when it is not known. */
  readonly customerNumber: string
  /** Decrypted phone number or address; '' for channels that need none. */
  readonly address: string
  readonly template: string
  readonly subject: string
  readonly body: string
}

export interface Result {
  readonly touch: string
  readonly status: 'sent' | 'failed'
  /** Why it failed, without personal data. */
  readonly detail: string
}

/** What a provider did with a batch. With `retry` the rest of the batch is tried again later, for that reason. */
export interface BatchResult {
  readonly results: readonly Result[]
  readonly retry?: string
}

/** A way out of the house. Each provider is one file. */
export type Provider =
  | {
      readonly kind: 'set'
      /** Carry out a whole dispatch with set SQL; repeating it changes nothing. */
      deliver(ctx: Context, dispatch: Dispatch): Promise<void>
    }
  | {
      readonly kind: 'batch'
      /** Messages in one batch. */
      readonly size: number
      /** What the provider needs to reach somebody. */
      readonly address: 'phone' | 'email' | null
      send(
        ctx: Context,
        dispatch: Dispatch,
        batch: readonly Message[],
        signal?: AbortSignal,
      ): Promise<BatchResult>
    }
