import type { Context } from '../../platform/context.ts'
import type { Identifier } from '../protocols/index.ts'
import { pairKey } from './identity-cache.ts'
import {
  anchorOf,
  consideredIdentifiers,
  type IdentityRequest,
  othersOf,
  type Resolution,
} from './identity-request.ts'
import { type IdentityLock, withIdentityLock } from './identity-lock.ts'
import { isActive, type IdentityLink, linkRow } from './identity-link.ts'
import { type NamespaceRules, readNamespaces, toStored } from './namespaces.ts'
import { identifierKey, numberOf, Partition, type United } from './partition.ts'
import { readStanding, type StoredIdentity } from './read-standing.ts'
import { type Group, readGroup } from './read-group.ts'
import { readSeparations } from './separations.ts'
import { markShared } from './mark-shared.ts'
import { instant, type Row, writeRows } from './write-rows.ts'

/**
 * Give every request its customer's number: look up what is stored, allocate what is new, merge what was linked.
 * Doing it again, wholly or after a crash at any point, gives the same answer.
 */
export async function resolveIdentifiers(
  ctx: Context,
  requests: readonly IdentityRequest[],
): Promise<Resolution> {
  const asked = requests.map((request) => ({
    ...request,
    identifiers: consideredIdentifiers(request).map((identifier) => toStored(ctx, identifier)),
  }))
  return resolveStored(ctx, requests, asked)
}

/** The same for identifiers that are in stored form already. @param asked the requests in stored form */
export async function resolveStored(
  ctx: Context,
  requests: readonly IdentityRequest[],
  asked: readonly IdentityRequest[] = requests,
): Promise<Resolution> {
  const standing = await readStanding(ctx, asked)
  if (asked.every((request) => isSettled(request, standing))) return answer(requests, asked, standing, [])
  return withIdentityLock(ctx, async (lock) => {
    // Someone else may have allocated or merged since; under the lock nobody does.
    const rules = await readNamespaces(ctx)
    const before = await readStanding(ctx, asked)
    const open = asked.filter((request) => request.link && !isSettled(request, before))
    const marked = await markShared(ctx, lock, { rules, open, standing: before })
    const again = marked?.again ?? []
    const stored = marked ? await readStanding(ctx, [...asked, ...again]) : before
    return unite(ctx, lock, { rules, requests, asked, again, stored, marked: marked?.merges ?? [] })
  })
}

/** Nothing to allocate, to merge or to note. */
function isSettled(request: IdentityRequest, standing: StoredIdentity): boolean {
  const anchor = anchorOf(request, standing)
  if (anchor === undefined) return true
  const own = standing.numbers.get(identifierKey(anchor))
  if (own === undefined) return false
  return othersOf(request, standing).every((other) => {
    const number = standing.numbers.get(identifierKey(other))
    if (number === own) return true
    const link = standing.links.get(pairKey(other, anchor))
    return (
      number !== undefined &&
      link !== undefined &&
      isActive(link) &&
      standing.into(number) === standing.into(own)
    )
  })
}

interface Work {
  readonly rules: NamespaceRules
  readonly requests: readonly IdentityRequest[]
  readonly asked: readonly IdentityRequest[]
  /** Earlier requests that may have another outcome by now. */
  readonly again: readonly IdentityRequest[]
  readonly stored: StoredIdentity
  readonly marked: Resolution['merges']
}

/** What was said of two identifiers, and what came of it. */
interface Said {
  readonly identifier: Identifier
  readonly anchor: Identifier
  readonly request: IdentityRequest
  readonly united: United
}

async function unite(ctx: Context, lock: IdentityLock, work: Work): Promise<Resolution> {
  const { rules, asked, stored } = work
  const all = [...work.again, ...asked]
  const open = all.filter((request) => request.link && !isSettled(request, stored))
  const involved = open.flatMap((request) =>
    request.identifiers.flatMap((identifier) => stored.numbers.get(identifierKey(identifier)) ?? []),
  )
  const group = await readGroup(ctx, rules, [...new Set(involved)])
  const partition = new Partition(
    {
      numbers: stored.numbers,
      into: (number) => group.into.get(number) ?? number,
      counts: countsOf(group),
      rank: group.standing.rank,
      apart: await readSeparations(ctx, [...group.into.keys()]),
    },
    rules,
  )
  const said = new Map<string, Said>()
  for (const request of all) {
    const anchor = anchorOf(request, stored)
    if (anchor === undefined) continue
    partition.see(anchor)
    if (isSettled(request, stored)) continue
    for (const identifier of othersOf(request, stored)) {
      const united = partition.link(identifier, anchor)
      const key = pairKey(identifier, anchor)
      if (united && !said.has(key)) said.set(key, { identifier, anchor, request, united })
    }
  }
  const first = partition.fresh.length > 0 ? await lock.reserve(partition.fresh.length) : 0
  for (const [i, holder] of partition.fresh.entries()) holder.number = first + i
  const now = ctx.clock.now().getTime()
  // Identifiers, then the record of their links, then what follows from it: each step is found again after a crash.
  await writeRows(
    ctx.clickhouse,
    'identifier',
    partition.newIdentifiers.map(({ namespace, value }) => [
      namespace,
      value,
      numberOf(partition.see({ namespace, value })),
      instant(now),
    ]),
  )
  await writeRows(
    ctx.clickhouse,
    'identity_link',
    linkRows([...said.values()], partition, { stored, group, now }),
  )
  const moved = partition.moved()
  await writeRows(ctx.clickhouse, 'customer_merge', mergeRows(moved, [...said.values()], { group, now }))
  const numbers = new Map(stored.numbers)
  for (const { namespace, value } of partition.newIdentifiers) {
    const identifier = { namespace, value }
    numbers.set(identifierKey(identifier), numberOf(partition.see(identifier)))
  }
  const settled = new Set(said.keys())
  return answer(work.requests, asked, { ...stored, numbers }, [...work.marked, ...moved], settled)
}

/** Number that a customer goes by → how many values of each namespace it has. */
export function countsOf(group: Group): Map<number, Map<string, number>> {
  const counts = new Map<number, Map<string, number>>()
  for (const [number, into] of group.into) {
    const own = counts.get(into) ?? new Map<string, number>()
    counts.set(into, own)
    for (const [namespace, values] of group.values.get(number) ?? []) {
      own.set(namespace, (own.get(namespace) ?? 0) + values)
    }
  }
  return counts
}

/** Rows of what was said for the first time, or has another outcome than before. */
function linkRows(
  said: readonly Said[],
  partition: Partition,
  { stored, now }: { stored: StoredIdentity; group: Group; now: number },
): Row[] {
  return said.flatMap(({ identifier, anchor, request, united }, place) => {
    const before = stored.links.get(pairKey(identifier, anchor))
    const same =
      before && (united.outcome === 'refused' ? !isActive(before) : before.outcome === united.outcome)
    if (same) return []
    const at = Math.max(now, (before?.updated ?? 0) + 1)
    const link: IdentityLink = {
      namespace: identifier.namespace,
      value: identifier.value,
      number: numberOf(partition.see(identifier)),
      to_namespace: anchor.namespace,
      to_value: anchor.value,
      to_number: numberOf(partition.see(anchor)),
      outcome: united.outcome,
      refusal: united.refusal,
      customer: numberOf(united.gone),
      into: numberOf(united.stayed),
      rule: request.reason,
      evidence: request.evidence,
      at,
      place,
      updated: at,
    }
    return [linkRow(link)]
  })
}

/** Merges are kept flat: who had been merged into a number that moves on moves along. */
function mergeRows(
  moved: Resolution['merges'],
  said: readonly Said[],
  { group, now }: { group: Group; now: number },
): Row[] {
  const at = instant(Math.max(now, group.latest + 1))
  const members = Map.groupBy(group.into.keys(), (number) => group.into.get(number) ?? number)
  const causes = new Map(
    said
      .filter(({ united }) => united.outcome === 'merged')
      .map(({ request, united }) => [united.gone.number, request]),
  )
  return moved.flatMap(({ customer, into }) => {
    const cause = causes.get(customer)
    return [...new Set([customer, ...(members.get(customer) ?? [])])].map((number) => [
      number,
      into,
      at,
      cause?.reason ?? '',
      cause?.evidence ?? '',
    ])
  })
}

function answer(
  requests: readonly IdentityRequest[],
  asked: readonly IdentityRequest[],
  stored: StoredIdentity,
  merges: Resolution['merges'],
  settledNow: ReadonlySet<string> = new Set(),
): Resolution {
  const identifiers = new Map<string, number>()
  const shared = new Map<string, number>()
  const settled: string[] = []
  const customers = requests.map((request, i) => {
    const hashed = asked[i]
    if (hashed === undefined) throw new Error('a request was lost')
    const sentAs = new Map<Identifier, Identifier>()
    for (const [k, identifier] of hashed.identifiers.entries()) {
      const sent = request.identifiers[k]
      if (sent === undefined) continue
      sentAs.set(identifier, sent)
      const key = identifierKey(identifier)
      const many = stored.shared.get(key)
      const number = stored.numbers.get(key)
      if (many !== undefined) shared.set(identifierKey(sent), many)
      else if (number !== undefined) identifiers.set(identifierKey(sent), number)
    }
    const anchor = anchorOf(hashed, stored)
    for (const other of othersOf(hashed, stored)) {
      const [from, to] = [sentAs.get(other), anchor && sentAs.get(anchor)]
      if (!anchor || !from || !to) continue
      const pair = pairKey(other, anchor)
      if (settledNow.has(pair) || stored.links.has(pair)) settled.push(pairKey(from, to))
    }
    const [strongest] = hashed.identifiers
    const customer = anchor
      ? stored.numbers.get(identifierKey(anchor))
      : strongest && stored.shared.get(identifierKey(strongest))
    if (customer === undefined) throw new Error('a request was left without a customer')
    return customer
  })
  return { customers, identifiers, shared, settled, merges }
}
