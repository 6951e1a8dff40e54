import type { Context } from '../../platform/context.ts'
import { type Identifier, namespaces } from '../protocols/index.ts'
import type { IdentityLink } from './identity-link.ts'
import { isPersonal, type NamespaceRules, positionOf } from './namespaces.ts'
import { identifierKey } from './partition.ts'
import { findShared } from './queries/find-links.ts'

/** An identifier that more customers may use than its namespace allows. */
export interface Suspect {
  readonly identifier: Identifier
  /** Keys of what it was linked with: stronger ones under '', and weaker ones by namespace. */
  readonly partners: Map<string, Set<string>>
}

/** Note that an identifier was linked with another; nothing where its namespace may be shared by all. */
export function notePartner(
  suspects: Map<string, Suspect>,
  rules: NamespaceRules,
  identifier: Identifier,
  partner: { readonly namespace: string; readonly key: string },
): void {
  const rule = rules.get(identifier.namespace)
  if (rule?.maxCustomers === null || rule === undefined) return
  const key = identifierKey(identifier)
  let suspect = suspects.get(key)
  if (suspect === undefined) suspects.set(key, (suspect = { identifier, partners: new Map() }))
  const own = positionOf(rules, identifier.namespace)
  const kind = positionOf(rules, partner.namespace) < own ? '' : partner.namespace
  const set = suspect.partners.get(kind)
  if (set) set.add(partner.key)
  else suspect.partners.set(kind, new Set([partner.key]))
}

/** More partners than may be customers: a quick count that is never too low. */
export function isCrowded(rules: NamespaceRules, { identifier, partners }: Suspect): boolean {
  const most = rules.get(identifier.namespace)?.maxCustomers ?? Number.POSITIVE_INFINITY
  return [...partners].some(([kind, set]) =>
    // One more may be the customer whose number it has.
    kind === '' ? set.size + 1 > most : set.size > (rules.get(kind)?.maxPerCustomer ?? most),
  )
}

/**
 * Crowded identifiers among links that are stored: one that was passed over earlier, because another one held its users
 * together, must not hold together the users of those who are suspected now.
 */
export async function suspectsIn(
  ctx: Context,
  rules: NamespaceRules,
  links: readonly IdentityLink[],
  known: ReadonlySet<string>,
): Promise<Suspect[]> {
  const found = new Map<string, Suspect>()
  for (const link of links) {
    if (link.refusal === 'shared') continue
    const ends = [
      { namespace: link.namespace, value: link.value },
      { namespace: link.to_namespace, value: link.to_value },
    ]
    for (const [end, other] of [ends, ends.toReversed()]) {
      const identifier = end && toIdentifier(end)
      if (!identifier || !other || known.has(identifierKey(identifier))) continue
      notePartner(found, rules, identifier, {
        namespace: other.namespace,
        key: `${other.namespace}:${other.value}`,
      })
    }
  }
  const crowded = [...found.values()].filter((suspect) => isCrowded(rules, suspect))
  if (crowded.length === 0) return []
  const shareable = crowded
    .map(({ identifier }) => identifier)
    .filter(({ namespace }) => !isPersonal(namespace))
  const byNamespace = Map.groupBy(shareable, ({ namespace }) => namespace)
  const said = await findShared(
    ctx.clickhouse,
    new Map([...byNamespace].map(([namespace, some]) => [namespace, some.map(({ value }) => value)])),
  )
  const decided = new Set(said.map(({ namespace, value }) => `${namespace}:${value}`))
  return crowded.filter(({ identifier }) => !decided.has(identifierKey(identifier)))
}

function toIdentifier({ namespace, value }: { namespace: string; value: string }): Identifier | undefined {
  const known = namespaces.find((one) => one === namespace)
  return known && { namespace: known, value }
}
