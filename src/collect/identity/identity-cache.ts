import { LRUCache } from 'lru-cache'
import { identifierKey } from './partition.ts'
import type { IdentityRequest, Resolution } from './resolve-identifiers.ts'

/** The most merges remembered before the cache starts over; ClickHouse knows them all. */
const mostMerges = 500_000

/** Identifiers seen lately and their customers, so that most events need no lookup. */
export class IdentityCache {
  readonly #numbers: LRUCache<string, number>
  /** Merges since the oldest number here was cached. A merged number never takes others in, so chains end. */
  readonly #merged = new Map<number, number>()

  constructor(size: number) {
    this.#numbers = new LRUCache({ max: size })
  }

  /** The customer of a request, when the cache alone can tell and nothing is to be merged. */
  find(request: Pick<IdentityRequest, 'identifiers' | 'link'>): number | undefined {
    const [strongest] = request.identifiers
    if (strongest === undefined) return undefined
    const customer = this.#numbers.get(identifierKey(strongest))
    if (customer === undefined) return undefined
    const canonical = this.canonical(customer)
    if (request.link) {
      for (const identifier of request.identifiers) {
        const other = this.#numbers.get(identifierKey(identifier))
        if (other === undefined || this.canonical(other) !== canonical) return undefined
      }
    }
    return canonical
  }

  /** The number after the merges known here. */
  canonical(customer: number): number {
    let current = customer
    for (let into = this.#merged.get(current); into !== undefined; into = this.#merged.get(current)) {
      current = into
    }
    return current
  }

  remember(resolution: Pick<Resolution, 'identifiers' | 'merges'>): void {
    if (this.#merged.size + resolution.merges.length > mostMerges) {
      this.#numbers.clear()
      this.#merged.clear()
    }
    for (const { customer, into } of resolution.merges) this.#merged.set(customer, into)
    for (const [key, number] of resolution.identifiers) this.#numbers.set(key, number)
  }
}
