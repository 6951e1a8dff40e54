import type { Identifier } from '../protocols/index.ts'
import { isPersonal, type NamespaceRules, positionOf } from './namespaces.ts'

export function identifierKey(identifier: Identifier): string {
  return `${identifier.namespace}:${identifier.value}`
}

/** A number, or one to be: what identifiers have for good. */
export class Holder {
  number: number | undefined
  /** Strength of its strongest identifier. */
  readonly rank: number
  cluster: Cluster

  constructor(number: number | undefined, rank: number, counts: ReadonlyMap<string, number>) {
    this.number = number
    this.rank = rank
    this.cluster = { best: this, counts: new Map(counts), into: undefined }
  }
}

/** Numbers that are one customer. */
export interface Cluster {
  /** The number it goes by. */
  best: Holder
  /** Namespace → how many values. */
  readonly counts: Map<string, number>
  /** Set when it was absorbed by another. */
  into: Cluster | undefined
}

/** What the stores know about the identifiers at hand. */
export interface Known {
  /** Identifier key → its own number. */
  readonly numbers: ReadonlyMap<string, number>
  /** Number → the number it goes by. */
  readonly into: (number: number) => number
  /** Number that a customer goes by → namespace → values, all its numbers together. */
  readonly counts: ReadonlyMap<number, ReadonlyMap<string, number>>
  readonly rank: (number: number) => number
  /** Pairs of numbers that a steward keeps apart, with the numbers they go by now. */
  readonly apart: readonly (readonly [number, number])[]
}

const noCounts: ReadonlyMap<string, number> = new Map()

export interface United {
  readonly outcome: 'merged' | 'known' | 'refused'
  /** A namespace of which a person has one, or `values`, or `separated`. */
  readonly refusal: string
  readonly gone: Holder
  readonly stayed: Holder
}

/**
 * Who is who, as a union-find over numbers that starts from what is stored. An identifier keeps the number it is first
 * given; customers are sets of numbers, so that they can be taken apart again.
 */
export class Partition {
  readonly #known: Known
  readonly #rules: NamespaceRules
  readonly #byKey = new Map<string, Holder>()
  readonly #byNumber = new Map<number, Holder>()
  readonly #clusters = new Map<number, Cluster>()
  /** Holders without a number, in order of first sight. */
  readonly fresh: Holder[] = []
  /** Identifiers that have no number yet, in order of first sight. */
  readonly newIdentifiers: Identifier[] = []

  constructor(known: Known, rules: NamespaceRules) {
    this.#known = known
    this.#rules = rules
  }

  /** The holder of an identifier; a new one on first sight. */
  see(identifier: Identifier): Holder {
    const key = identifierKey(identifier)
    const seen = this.#byKey.get(key)
    if (seen) return seen
    const number = this.#known.numbers.get(key)
    const holder = number === undefined ? this.#begin(identifier) : this.holderOf(number)
    this.#byKey.set(key, holder)
    return holder
  }

  /** The holder of a stored number. */
  holderOf(number: number): Holder {
    const seen = this.#byNumber.get(number)
    if (seen) return seen
    const holder = new Holder(number, this.#known.rank(number), noCounts)
    this.#byNumber.set(number, holder)
    const into = this.#known.into(number)
    const cluster = this.#clusters.get(into)
    if (cluster) {
      holder.cluster = cluster
      return holder
    }
    holder.cluster = { best: holder, counts: new Map(this.#known.counts.get(into)), into: undefined }
    this.#clusters.set(into, holder.cluster)
    if (into !== number) holder.cluster.best = this.holderOf(into)
    return holder
  }

  #begin(identifier: Identifier): Holder {
    const rank = positionOf(this.#rules, identifier.namespace)
    const holder = new Holder(undefined, rank, new Map([[identifier.namespace, 1]]))
    this.fresh.push(holder)
    this.newIdentifiers.push(identifier)
    return holder
  }

  /**
   * The same customer goes by both. An identifier on first sight takes the number of a personal one if there is room;
   * else two customers become one, as far as the rules allow. @returns undefined when both have one number
   */
  link(identifier: Identifier, anchor: Identifier): United | undefined {
    const to = this.see(anchor)
    const key = identifierKey(identifier)
    const isNew = !this.#byKey.has(key) && this.#known.numbers.get(key) === undefined
    if (isNew && isPersonal(anchor.namespace)) {
      const { counts } = root(to.cluster)
      const most = (this.#rules.get(identifier.namespace)?.maxPerCustomer ?? 1) * merged(counts)
      const count = counts.get(identifier.namespace) ?? 0
      if (count < most) {
        counts.set(identifier.namespace, count + 1)
        this.#byKey.set(key, to)
        this.newIdentifiers.push(identifier)
        return undefined
      }
    }
    const from = this.see(identifier)
    if (from === to) return undefined
    return this.#unite(root(from.cluster), root(to.cluster), from, to)
  }

  #unite(a: Cluster, b: Cluster, from: Holder, to: Holder): United {
    if (a === b) return { outcome: 'known', refusal: '', gone: from, stayed: to }
    const refusal = this.#refusal(a, b)
    if (refusal !== '') return { outcome: 'refused', refusal, gone: a.best, stayed: b.best }
    const [keep, drop] = better(a.best, b.best) ? [a, b] : [b, a]
    const united = { outcome: 'merged', refusal: '', gone: drop.best, stayed: keep.best } as const
    for (const [namespace, count] of drop.counts) {
      keep.counts.set(namespace, (keep.counts.get(namespace) ?? 0) + count)
    }
    drop.into = keep
    return united
  }

  #refusal(a: Cluster, b: Cluster): string {
    let refusal = ''
    const times = Math.max(merged(a.counts), merged(b.counts))
    for (const [namespace, count] of a.counts) {
      const most = this.#rules.get(namespace)?.maxPerCustomer
      const others = b.counts.get(namespace) ?? 0
      if (most === undefined || others === 0 || count + others <= most * times) continue
      if (most === 1) return namespace
      refusal = 'values'
    }
    for (const [one, other] of this.#known.apart) {
      const [x, y] = [this.#clusterOf(one), this.#clusterOf(other)]
      if ((x === a && y === b) || (x === b && y === a)) return 'separated'
    }
    return refusal
  }

  #clusterOf(number: number): Cluster | undefined {
    const cluster = this.#clusters.get(this.#known.into(number))
    return cluster && root(cluster)
  }

  /** Numbers that now go by another number: stored ones that were merged, and new ones that begin merged. */
  moved(): { customer: number; into: number }[] {
    const stored = [...this.#clusters.keys()].map((number) => this.holderOf(number))
    return [...stored, ...this.fresh].flatMap((holder) => {
      const customer = numberOf(holder)
      const into = numberOf(root(holder.cluster).best)
      return into === customer ? [] : [{ customer, into }]
    })
  }
}

/** As many customers as a steward made one of: each brought identifiers of its own, and there is room for them. */
function merged(counts: ReadonlyMap<string, number>): number {
  return Math.max(1, counts.get('customer_number') ?? 1)
}

export function root(cluster: Cluster): Cluster {
  let current = cluster
  while (current.into) current = current.into
  return current
}

/** Known better, or as well and longer; what has no number yet is newest. */
function better(a: Holder, b: Holder): boolean {
  if (a.rank !== b.rank) return a.rank < b.rank
  return (a.number ?? Number.POSITIVE_INFINITY) <= (b.number ?? Number.POSITIVE_INFINITY)
}

export function numberOf(holder: Holder): number {
  if (holder.number === undefined) throw new Error('an identifier was left without a number')
  return holder.number
}
