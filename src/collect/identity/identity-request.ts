import type { Identifier } from '../protocols/index.ts'
import { isPersonal } from './namespaces.ts'
import { identifierKey } from './partition.ts'

/** One item that asks who it belongs to. */
export interface IdentityRequest {
  /** Strongest first, values as the client sent them. */
  readonly identifiers: readonly Identifier[]
  /** All of them are one customer; otherwise only the strongest counts that is not shared by many. */
  readonly link: boolean
  /** Why customers may merge by this (`$identify`, `$SignUp` …) and where it is written, for the merge's record. */
  readonly reason: string
  readonly evidence: string
}

export interface Resolution {
  /**
   * The number of each request's strongest identifier, in order: the one it was first given. What it goes by after
   * merges is for readers to say, so that taking a merge apart takes events along.
   */
  readonly customers: number[]
  /** The own number of every identifier that was looked at, keyed as the client sent it. */
  readonly identifiers: Map<string, number>
  /** Of those, the ones that many customers share, with the number that stands for nobody. */
  readonly shared: Map<string, number>
  /** Pairs of identifiers about which nothing is left to do, as `pairKey`. */
  readonly settled: string[]
  /** Numbers that now go by another number. */
  readonly merges: { customer: number; into: number }[]
}

/** Identifiers that may decide: without a link, the strongest, or those after it should it be shared by many. */
export function consideredIdentifiers(
  request: Pick<IdentityRequest, 'identifiers' | 'link'>,
): readonly Identifier[] {
  const [strongest] = request.identifiers
  if (request.link || strongest === undefined || !isPersonal(strongest.namespace)) return request.identifiers
  return request.identifiers.slice(0, 1)
}

/** The strongest identifier that is not shared by many, if there is one. */
export function anchorOf(
  request: IdentityRequest,
  { shared }: { readonly shared: ReadonlyMap<string, number> },
): Identifier | undefined {
  return request.identifiers.find((identifier) => !shared.has(identifierKey(identifier)))
}

/** The other identifiers that say something about the anchor's customer. */
export function othersOf(
  request: IdentityRequest,
  { shared }: { readonly shared: ReadonlyMap<string, number> },
): Identifier[] {
  if (!request.link) return []
  return request.identifiers.filter((identifier) => !shared.has(identifierKey(identifier))).slice(1)
}
