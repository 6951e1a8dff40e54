import { LRUCache } from 'lru-cache'
import { identifierKey } from './partition.ts'
import type { IdentityRequest, Resolution } from './resolve-identifiers.ts'

/** The most merges remembered before the cache starts over; ClickHouse knows them all. */
const mostMerges = 500_000

/** Identifiers seen lately and their customers, so that most events need no lookup. */
export class IdentityCache {
  readonly #numbers: LRUCache<string, number>
  /** Merges since a number may have been cached; flat. */
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
    return this.#merged.get(customer) ?? customer
  }

  remember(resolution: Pick<Resolution, 'identifiers' | 'merges'>): void {
    if (this.#merged.size + resolution.merges.length > mostMerges) {
      this.#numbers.clear()
      this.#merged.clear()
    }
    const into = new Map(resolution.merges.map((merge) => [merge.customer, merge.into]))
    if (into.size > 0) {
      for (const [customer, target] of this.#merged) {
        const further = into.get(target)
        if (further !== undefined) this.#merged.set(customer, further)
      }
      for (const [customer, target] of into) this.#merged.set(customer, target)
    }
    for (const [key, number] of resolution.identifiers) this.#numbers.set(key, number)
  }
}
