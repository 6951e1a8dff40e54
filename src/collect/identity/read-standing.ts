import type { Context } from '../../platform/context.ts'
import type { Identifier } from '../protocols/index.ts'
import type { IdentityLink } from './identity-link.ts'
import { isPersonal } from './namespaces.ts'
import { identifierKey } from './partition.ts'
import { findIdentifiers } from './queries/find-identifiers.ts'
import { findLinksOf, findShared } from './queries/find-links.ts'
import { findMergesOf } from './queries/find-merges.ts'
import type { IdentityRequest } from './identity-request.ts'

/** What is stored about the identifiers of some requests. */
export interface StoredIdentity {
  /** Identifier key → its own number. */
  readonly numbers: ReadonlyMap<string, number>
  /** Identifier key → the number that stands for what many share. */
  readonly shared: ReadonlyMap<string, number>
  /** Identifier keys that a steward said are one customer's, however many use them. */
  readonly allowed: ReadonlySet<string>
  /** Links by `pairKey`. */
  readonly links: ReadonlyMap<string, IdentityLink>
  /** The number that a number goes by. */
  readonly into: (number: number) => number
}

export async function readStanding(
  ctx: Context,
  requests: readonly IdentityRequest[],
): Promise<StoredIdentity> {
  const all = new Map<string, Identifier>()
  const weaker = new Map<string, Identifier>()
  for (const request of requests) {
    for (const [i, identifier] of request.identifiers.entries()) {
      all.set(identifierKey(identifier), identifier)
      if (request.link && i > 0) weaker.set(identifierKey(identifier), identifier)
    }
  }
  const numbers = new Map<string, number>()
  for (const row of await findIdentifiers(ctx.clickhouse, byNamespace(all.values()))) {
    numbers.set(`${row.namespace}:${row.value}`, row.customer)
  }
  const shared = new Map<string, number>()
  const allowed = new Set<string>()
  const shareable = [...all.values()].filter(({ namespace }) => !isPersonal(namespace))
  for (const row of await findShared(ctx.clickhouse, byNamespace(shareable))) {
    const key = `${row.namespace}:${row.value}`
    if (row.state === 'allowed') allowed.add(key)
    else shared.set(key, row.customer)
  }
  const links = new Map<string, IdentityLink>()
  // What is new has no links, and what is shared makes none.
  const linked = [...weaker].filter(([key]) => numbers.has(key) && !shared.has(key)).map(([, value]) => value)
  for (const link of await findLinksOf(ctx.clickhouse, byNamespace(linked))) {
    links.set(keyOf(link), link)
  }
  const ends = weaker.size === 0 ? [] : [...new Set(numbers.values())]
  const merges = new Map(
    (await findMergesOf(ctx.clickhouse, ends)).map((merge) => [merge.customer, merge.into]),
  )
  return { numbers, shared, allowed, links, into: (number) => merges.get(number) ?? number }
}

function keyOf(link: IdentityLink): string {
  return `${link.namespace}:${link.value}\n${link.to_namespace}:${link.to_value}`
}

function byNamespace(identifiers: Iterable<Identifier>): Map<string, string[]> {
  const grouped = Map.groupBy(identifiers, ({ namespace }) => namespace)
  return new Map([...grouped].map(([namespace, list]) => [namespace, list.map(({ value }) => value)]))
}
