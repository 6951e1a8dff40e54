import { type Identifier, namespaces } from '../protocols/index.ts'

/** Two customers who each have one of these never merge by themselves: a person has one of each. */
const unique = new Set<string>(['customer_number', 'user_id'])
const strength = new Map<string, number>(namespaces.map((namespace, i) => [namespace, i]))

/** Identifiers that are one customer. `number` is undefined until one is reserved. */
export interface Cluster {
  number: number | undefined
  /** Namespaces of its identifiers. */
  readonly namespaces: Set<string>
  /** Set when it was absorbed by another. */
  into: Cluster | undefined
}

/** What the stores know about the identifiers at hand. */
export interface Known {
  /** Identifier key → number after merges. */
  readonly customers: ReadonlyMap<string, number>
  /** Number after merges → namespaces of all identifiers of that customer. */
  readonly namespaces: ReadonlyMap<number, ReadonlySet<string>>
}

export function identifierKey(identifier: Identifier): string {
  return `${identifier.namespace}:${identifier.value}`
}

/**
 * Who is who, as a union-find that starts from what is stored. Links are processed one by one in the order they came:
 * each identifier of a link joins the strongest one's customer unless both have an identifier of which a person has
 * only one.
 */
export class Partition {
  readonly #byKey = new Map<string, Cluster>()
  readonly #byNumber = new Map<number, Cluster>()
  readonly #known: Known
  /** Clusters without a number, in order of first sight. */
  readonly #fresh: Cluster[] = []
  /** Identifiers that have no number yet, in order of first sight. */
  readonly newIdentifiers: Identifier[] = []

  constructor(known: Known) {
    this.#known = known
  }

  /** The customer of an identifier; a new one on first sight. */
  see(identifier: Identifier): Cluster {
    const key = identifierKey(identifier)
    const seen = this.#byKey.get(key)
    if (seen) return root(seen)
    const number = this.#known.customers.get(key)
    let cluster = number === undefined ? undefined : this.#byNumber.get(number)
    if (cluster === undefined) {
      const stored = number === undefined ? undefined : this.#known.namespaces.get(number)
      cluster = { number, namespaces: new Set(stored ?? [identifier.namespace]), into: undefined }
      if (number === undefined) this.#fresh.push(cluster)
      else this.#byNumber.set(number, cluster)
    }
    if (number === undefined) this.newIdentifiers.push(identifier)
    this.#byKey.set(key, cluster)
    return root(cluster)
  }

  /** The same customer goes by all of these (strongest first), as far as the rules allow. */
  link(identifiers: readonly Identifier[]): void {
    const [first, ...others] = identifiers.map((identifier) => this.see(identifier))
    if (first === undefined) return
    for (const other of others) unite(root(first), root(other))
  }

  /** Customers that need a number. */
  unnumbered(): Cluster[] {
    return this.#fresh.filter((cluster) => cluster.into === undefined && cluster.number === undefined)
  }

  /** Stored numbers that now belong to another number. */
  absorbed(): { customer: number; into: number }[] {
    const merges: { customer: number; into: number }[] = []
    for (const [customer, cluster] of this.#byNumber) {
      const into = root(cluster).number
      if (into !== undefined && into !== customer) merges.push({ customer, into })
    }
    return merges
  }
}

export function root(cluster: Cluster): Cluster {
  let current = cluster
  while (current.into) current = current.into
  return current
}

function unite(a: Cluster, b: Cluster): void {
  if (
    a === b ||
    [...unique].some((namespace) => a.namespaces.has(namespace) && b.namespaces.has(namespace))
  ) {
    return
  }
  const [keep, drop] = stronger(a, b) ? [a, b] : [b, a]
  for (const namespace of drop.namespaces) keep.namespaces.add(namespace)
  drop.into = keep
}

/** A stored number stays rather than a new one, then the one that is known better, then the older one. */
function stronger(a: Cluster, b: Cluster): boolean {
  if ((a.number === undefined) !== (b.number === undefined)) return a.number !== undefined
  const byRank = rank(a) - rank(b)
  return byRank === 0 ? (a.number ?? 0) <= (b.number ?? 0) : byRank < 0
}

function rank(cluster: Cluster): number {
  return Math.min(...[...cluster.namespaces].map((namespace) => strength.get(namespace) ?? namespaces.length))
}
