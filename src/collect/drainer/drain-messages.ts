import type { TrackingPlanView } from '../protocols/index.ts'
import type { DrainStore } from './drain-store.ts'

/** What the drainer's thread is started with. */
export interface DrainSettings {
  readonly directory: string
  /** One 64-bit integer: everything before this position of the spool is durable. */
  readonly end: SharedArrayBuffer
  /** One 32-bit integer: how busy the accepting thread is, in percent. */
  readonly busy: SharedArrayBuffer
  /** Backlog at which draining no longer gives way. */
  readonly urgentBytes: number
  readonly recentMessages: number
  readonly cachedIdentifiers: number
  /** Spool bytes that one block reads at most. */
  readonly blockBytes: number
  /** Milliseconds from one block's start to the next one's, unless a whole block is waiting. */
  readonly pause: number
  readonly plan: TrackingPlanView | undefined
}

/** A block is stored. */
export interface Progress {
  readonly kind: 'progress'
  readonly position: number
  readonly requests: number
  readonly events: number
  readonly duplicates: number
  readonly deadLetters: number
  /** When the block's last request was received. */
  readonly received: number
  readonly damaged: number
}

/** A block could not be stored and is tried again. */
export interface Trouble {
  readonly kind: 'trouble'
  readonly reason: string
  readonly retryMilliseconds: number
}

export type DrainCall = {
  [Method in keyof DrainStore]: {
    readonly kind: 'call'
    readonly id: number
    readonly method: Method
    readonly arguments: Parameters<DrainStore[Method]>
  }
}[keyof DrainStore]

export type FromThread = Progress | Trouble | DrainCall

export type ToThread =
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly reason: string }
  | { readonly kind: 'plan'; readonly plan: TrackingPlanView }
  | { readonly kind: 'stop' }
