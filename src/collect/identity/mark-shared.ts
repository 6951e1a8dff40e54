import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { type Identifier, namespaces } from '../protocols/index.ts'
import { type Pair, usersOf } from './count-users.ts'
import type { IdentityLock } from './identity-lock.ts'
import type { IdentityLink } from './identity-link.ts'
import { type NamespaceRules, positionOf } from './namespaces.ts'
import { identifierKey } from './partition.ts'
import { findLinksAt } from './queries/find-links.ts'
import { type Group, readGroup } from './read-group.ts'
import type { StoredIdentity } from './read-standing.ts'
import { isCrowded, notePartner, type Suspect, suspectsIn } from './suspects.ts'
import { anchorOf, type IdentityRequest, othersOf, type Resolution } from './identity-request.ts'
import { withoutLinks } from './without-links.ts'
import { type IdentityTable, instant, type Row, writeRows } from './write-rows.ts'

/** What came of marking identifiers as shared. */
export interface Released {
  /** Numbers that go by another number now. */
  readonly merges: Resolution['merges']
  /** What was refused only because of what they had held together: to be asked again. */
  readonly again: readonly IdentityRequest[]
}

/**
 * Find the identifiers that, with what is said now, more customers use than their namespace allows; mark them as
 * shared and take back what they had held together, so that it does not matter who came first.
 * @returns undefined when nothing was marked
 */
export async function markShared(
  ctx: Context,
  lock: IdentityLock,
  work: { rules: NamespaceRules; open: readonly IdentityRequest[]; standing: StoredIdentity },
): Promise<Released | undefined> {
  const { rules, standing } = work
  const pairs = work.open.flatMap((request): Pair[] => {
    const anchor = anchorOf(request, standing)
    return anchor ? othersOf(request, standing).map((identifier) => ({ identifier, anchor })) : []
  })
  const suspects = await suspectsAmong(ctx, rules, standing, pairs)
  if (suspects.length === 0) return undefined
  const keys = new Set(suspects.map(({ identifier }) => identifierKey(identifier)))
  const numbers = new Map(standing.numbers)
  const noteNumbers = (links: Iterable<IdentityLink>): void => {
    for (const link of links) {
      numbers.set(`${link.namespace}:${link.value}`, link.number)
      numbers.set(`${link.to_namespace}:${link.to_value}`, link.to_number)
    }
  }
  noteNumbers(standing.links.values())
  const readInvolved = async (): Promise<Group> => {
    const involved = suspects.flatMap(({ identifier, partners }) =>
      [identifierKey(identifier), ...[...partners.values()].flatMap((set) => [...set])].flatMap(
        (key) => numbers.get(key) ?? [],
      ),
    )
    const read = await readGroup(ctx, rules, [...new Set(involved)])
    noteNumbers(read.links)
    return read
  }
  let group = await readInvolved()
  for (;;) {
    const more = await suspectsIn(ctx, rules, group.links, new Set([...keys, ...standing.allowed]))
    if (more.length === 0) break
    suspects.push(...more)
    for (const { identifier } of more) keys.add(identifierKey(identifier))
    group = await readInvolved()
  }
  const users = usersOf({ rules, group, numbers, pairs, suspects: keys })
  const shared = suspects.flatMap(({ identifier, partners }) => {
    const limit = rules.get(identifier.namespace)?.maxCustomers ?? Number.POSITIVE_INFINITY
    const { customers, weaker } = users(
      identifier,
      new Set([...partners.values()].flatMap((set) => [...set])),
    )
    const crowd = [...weaker].some(
      ([namespace, count]) => count > (rules.get(namespace)?.maxPerCustomer ?? count),
    )
    const total = customers + [...weaker.values()].reduce((sum, count) => sum + count, 0)
    return customers > limit || crowd ? [{ identifier, customers: total }] : []
  })
  if (shared.length === 0) return undefined
  ctx.log.info({ identifiers: shared.length }, 'identifiers that many customers share stop linking')
  return release(ctx, lock, { rules, group, standing: { ...standing, numbers }, shared })
}

/** Crowded identifiers among those of which something is said now. */
async function suspectsAmong(
  ctx: Context,
  rules: NamespaceRules,
  standing: StoredIdentity,
  pairs: readonly Pair[],
): Promise<Suspect[]> {
  const suspects = new Map<string, Suspect>()
  const note = (identifier: Identifier, namespace: string, partner: string): void => {
    if (standing.allowed.has(identifierKey(identifier))) return
    notePartner(suspects, rules, identifier, { namespace, key: partner })
  }
  for (const { identifier, anchor } of pairs) {
    note(identifier, anchor.namespace, identifierKey(anchor))
    note(anchor, identifier.namespace, identifierKey(identifier))
  }
  for (const link of standing.links.values()) {
    const key = `${link.namespace}:${link.value}`
    const suspect = link.refusal === 'shared' ? undefined : suspects.get(key)
    if (suspect) note(suspect.identifier, link.to_namespace, `${link.to_namespace}:${link.to_value}`)
  }
  // What weaker identifiers said of these before is found by number.
  const anchors = [...suspects].filter(([, { partners }]) => [...partners.keys()].some((kind) => kind !== ''))
  const ends = anchors.flatMap(([key]) => standing.numbers.get(key) ?? [])
  for (const link of await findLinksAt(ctx.clickhouse, [...new Set(ends)])) {
    const suspect =
      link.refusal === 'shared' ? undefined : suspects.get(`${link.to_namespace}:${link.to_value}`)
    if (suspect) note(suspect.identifier, link.namespace, `${link.namespace}:${link.value}`)
  }
  return [...suspects.values()].filter((suspect) => isCrowded(rules, suspect))
}

interface Release {
  readonly rules: NamespaceRules
  readonly group: Group
  readonly standing: StoredIdentity
  readonly shared: readonly { identifier: Identifier; customers: number }[]
  /** What a steward says about it; '' when it was found. */
  readonly note?: string
}

/** Mark identifiers as shared, and let go of what they held together. */
export async function release(ctx: Context, lock: IdentityLock, work: Release): Promise<Released> {
  const { rows, ...released } = await planRelease(ctx, lock, work)
  // The mark comes last: until it is there, the same evidence finds the identifier again.
  for (const table of ['identifier', 'identity_link', 'customer_merge', 'shared_identifier'] as const) {
    await writeRows(ctx.clickhouse, table, rows[table])
  }
  return released
}

/** What to write so that these identifiers hold nobody together, and what follows from it. */
export async function planRelease(
  ctx: Context,
  lock: IdentityLock,
  work: Release,
): Promise<Released & { rows: Record<IdentityTable, Row[]> }> {
  const { rules, group, standing, shared } = work
  const now = ctx.clock.now().getTime()
  const isNew = shared.filter(({ identifier }) => !standing.numbers.has(identifierKey(identifier)))
  const following = shared.filter(({ identifier }) => {
    const number = standing.numbers.get(identifierKey(identifier))
    return number !== undefined && !isAlone(group, rules, number, identifier)
  })
  const count = isNew.length + following.length
  const first = count > 0 ? await lock.reserve(count) : 0
  const given = new Map(
    [...isNew, ...following].map(({ identifier }, i) => [identifierKey(identifier), first + i]),
  )
  const numberOf = (identifier: Identifier): number =>
    given.get(identifierKey(identifier)) ?? standing.numbers.get(identifierKey(identifier)) ?? 0
  const keys = new Set(shared.map(({ identifier }) => identifierKey(identifier)))
  const touches = (link: IdentityLink): boolean =>
    keys.has(keyOf(link.namespace, link.value)) || keys.has(keyOf(link.to_namespace, link.to_value))
  const { links, merges, rows } = withoutLinks(group, now, (link) =>
    touches(link) ? { outcome: 'refused', refusal: 'shared' } : undefined,
  )
  const again = group.links.filter(
    (link) => link.outcome === 'refused' && link.refusal !== 'shared' && !touches(link),
  )
  return {
    merges,
    again: again.flatMap(requestOf),
    rows: {
      identifier: isNew.map(({ identifier }) => [
        identifier.namespace,
        identifier.value,
        numberOf(identifier),
        instant(now),
      ]),
      identity_link: links,
      customer_merge: rows('shared', ''),
      shared_identifier: shared.map(({ identifier, customers }) => [
        identifier.namespace,
        identifier.value,
        numberOf(identifier),
        customers,
        'shared',
        ctx.actor.name,
        work.note ?? '',
        instant(now),
      ]),
    },
  }
}

const keyOf = (namespace: string, value: string): string => `${namespace}:${value}`

/** The request that brought a link, with values as they are stored. */
function requestOf(link: IdentityLink): IdentityRequest[] {
  const identifiers = z.array(z.object({ namespace: z.enum(namespaces), value: z.string() })).safeParse([
    { namespace: link.to_namespace, value: link.to_value },
    { namespace: link.namespace, value: link.value },
  ])
  if (!identifiers.success) return []
  return [{ identifiers: identifiers.data, link: true, reason: link.rule, evidence: link.evidence }]
}

/** Whether a number is an identifier's own: then its history is the identifier's and stays with it. */
function isAlone(group: Group, rules: NamespaceRules, number: number, identifier: Identifier): boolean {
  const values = group.values.get(number)
  return (
    group.standing.rank(number) === positionOf(rules, identifier.namespace) &&
    values !== undefined &&
    [...values.values()].reduce((sum, count) => sum + count, 0) === 1
  )
}
