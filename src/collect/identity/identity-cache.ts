import { LRUCache } from 'lru-cache'
import type { Identifier } from '../protocols/index.ts'
import { identifierKey } from './partition.ts'
import type { IdentityRequest, Resolution } from './identity-request.ts'

/** Everything is looked up anew after this time, so that stewards and other processes are heard. */
const longest = 15 * 60_000

/** Two identifiers that were said to be one customer. */
export function pairKey(identifier: Identifier, anchor: Identifier): string {
  return `${identifierKey(identifier)}\n${identifierKey(anchor)}`
}

/**
 * Identifiers seen lately and their own numbers, so that most events need no lookup. Merging and taking apart change
 * neither, so nothing here becomes wrong by them.
 */
export class IdentityCache {
  readonly #numbers: LRUCache<string, number>
  /** Pairs of identifiers about which nothing is left to do. */
  readonly #settled: LRUCache<string, true>
  readonly #shared = new Map<string, number>()
  #since = performance.now()

  constructor(size: number) {
    this.#numbers = new LRUCache({ max: size })
    this.#settled = new LRUCache({ max: size })
  }

  /** The number of a request's customer, when the cache alone can tell and nothing new is said. */
  find(request: Pick<IdentityRequest, 'identifiers' | 'link'>): number | undefined {
    let anchor: Identifier | undefined
    let found: number | undefined
    let shared: number | undefined
    for (const identifier of request.identifiers) {
      const key = identifierKey(identifier)
      const many = this.#shared.size === 0 ? undefined : this.#shared.get(key)
      if (many !== undefined) {
        shared ??= many
        continue
      }
      const number = this.#numbers.get(key)
      if (number === undefined) return undefined
      if (anchor === undefined) {
        if (!request.link) return number
        anchor = identifier
        found = number
      } else if (number !== found && !this.#settled.has(pairKey(identifier, anchor))) return undefined
    }
    return found ?? shared
  }

  remember(resolution: Pick<Resolution, 'identifiers' | 'shared' | 'settled'>): void {
    if (performance.now() - this.#since > longest) {
      this.#numbers.clear()
      this.#settled.clear()
      this.#shared.clear()
      this.#since = performance.now()
    }
    for (const [key, number] of resolution.identifiers) this.#numbers.set(key, number)
    for (const [key, number] of resolution.shared) this.#shared.set(key, number)
    for (const pair of resolution.settled) this.#settled.set(pair, true)
  }
}
