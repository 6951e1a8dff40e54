import { createHash } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import { identifierHash } from '../../platform/crypto/identifier-hash.ts'
import type { Identifier } from '../protocols/index.ts'
import { withIdentityLock } from './identity-lock.ts'
import { type Cluster, identifierKey, type Known, Partition, root } from './partition.ts'
import { findIdentifiers } from './queries/find-identifiers.ts'
import { findMergesInto, findMergesOf, latestMergeOf } from './queries/find-merges.ts'
import { findNamespaces } from './queries/find-namespaces.ts'

/** One item that asks who it belongs to. */
export interface IdentityRequest {
  /** Strongest first, values as the client sent them. */
  readonly identifiers: readonly Identifier[]
  /** All of them are one customer; otherwise only the strongest counts. */
  readonly link: boolean
  /** Why customers may merge by this (`$identify`, `$SignUp` …) and where it is written, for the merge's record. */
  readonly reason: string
  readonly evidence: string
}

export interface Resolution {
  /** The number of each request's customer, in order. */
  readonly customers: number[]
  /** The number of every identifier that was looked at, keyed as the client sent it. */
  readonly identifiers: Map<string, number>
  /** Numbers that now belong to another number. */
  readonly merges: { customer: number; into: number }[]
}

/**
 * Give every request its customer's number: look up what is stored, allocate what is new, merge what was linked.
 * Doing it again, wholly or after a crash at any point, gives the same answer.
 */
export async function resolveIdentifiers(
  ctx: Context,
  requests: readonly IdentityRequest[],
): Promise<Resolution> {
  const hashed = requests.map((request) => ({
    ...request,
    identifiers: (request.link ? request.identifiers : request.identifiers.slice(0, 1)).map((identifier) =>
      toStored(ctx, identifier),
    ),
  }))
  const numbers = new Map<string, number>()
  await lookUp(ctx, distinct(hashed), numbers)
  const known = await canonicalOf(ctx, numbers)
  if (hashed.every((request) => isSettled(request, known))) return answer(requests, hashed, known, [])
  return withIdentityLock(ctx, async (lock) => {
    // Someone else may have allocated or merged since; under the lock nobody does.
    await lookUp(
      ctx,
      distinct(hashed).filter((identifier) => !numbers.has(identifierKey(identifier))),
      numbers,
    )
    const customers = await canonicalOf(ctx, numbers)
    const open = hashed.filter((request) => request.link && !isSettled(request, customers))
    const { namespaces, members } = await describe(ctx, open, customers)
    const partition = new Partition({ customers, namespaces })
    const causes = new Map<Cluster, IdentityRequest>()
    for (const request of hashed) {
      if (request.link) partition.link(request.identifiers)
      const [strongest] = request.identifiers
      if (strongest && request.link) causes.set(partition.see(strongest), request)
      else if (strongest) partition.see(strongest)
    }
    const unnumbered = partition.unnumbered()
    if (unnumbered.length > 0) {
      const first = await lock.reserve(unnumbered.length)
      for (const [i, cluster] of unnumbered.entries()) cluster.number = first + i
    }
    await storeIdentifiers(ctx, partition)
    const merges = partition.absorbed()
    await storeMerges(ctx, merges, members, (into) => causeOf(causes, into))
    const resolved = new Map<string, number>()
    for (const request of hashed) {
      for (const identifier of request.identifiers) {
        resolved.set(identifierKey(identifier), numberOf(partition.see(identifier)))
      }
    }
    return answer(requests, hashed, resolved, merges)
  })
}

function toStored(ctx: Context, identifier: Identifier): Identifier {
  const { namespace } = identifier
  // Half a character cannot be stored, and what is read back must equal what was asked for.
  const value = identifier.value.toWellFormed()
  return { namespace, value: namespace === 'phone' ? identifierHash(ctx.config, namespace, value) : value }
}

function distinct(requests: readonly IdentityRequest[]): Identifier[] {
  const byKey = new Map<string, Identifier>()
  for (const request of requests) {
    for (const identifier of request.identifiers) byKey.set(identifierKey(identifier), identifier)
  }
  return [...byKey.values()]
}

async function lookUp(ctx: Context, wanted: readonly Identifier[], into: Map<string, number>): Promise<void> {
  const byNamespace = new Map<string, string[]>()
  for (const { namespace, value } of wanted) {
    const values = byNamespace.get(namespace)
    if (values) values.push(value)
    else byNamespace.set(namespace, [value])
  }
  for (const row of await findIdentifiers(ctx.clickhouse, byNamespace)) {
    into.set(`${row.namespace}:${row.value}`, row.customer)
  }
}

/** The same numbers after merges. */
async function canonicalOf(
  ctx: Context,
  numbers: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, number>> {
  const merges = await findMergesOf(ctx.clickhouse, [...new Set(numbers.values())])
  const into = new Map(merges.map((merge) => [merge.customer, merge.into]))
  return new Map([...numbers].map(([key, number]) => [key, into.get(number) ?? number]))
}

/** Nothing to allocate and nothing to merge. */
function isSettled(request: IdentityRequest, known: ReadonlyMap<string, number>): boolean {
  const customers = request.identifiers.map((identifier) => known.get(identifierKey(identifier)))
  return customers.every((customer) => customer !== undefined && customer === customers[0])
}

/** For customers that may merge: the namespaces they have, and the numbers merged into them before. */
async function describe(
  ctx: Context,
  requests: readonly IdentityRequest[],
  customers: Known['customers'],
): Promise<{ namespaces: Map<number, Set<string>>; members: Map<number, number[]> }> {
  const involved = new Set<number>()
  for (const identifier of distinct(requests)) {
    const number = customers.get(identifierKey(identifier))
    if (number !== undefined) involved.add(number)
  }
  const earlier = await findMergesInto(ctx.clickhouse, [...involved])
  const members = new Map([...involved].map((number): [number, number[]] => [number, []]))
  const owner = new Map([...involved].map((number) => [number, number]))
  for (const { customer, into } of earlier) {
    members.get(into)?.push(customer)
    owner.set(customer, into)
  }
  const namespaces = new Map([...involved].map((number) => [number, new Set<string>()]))
  for (const row of await findNamespaces(ctx.clickhouse, [...owner.keys()])) {
    const set = namespaces.get(owner.get(row.customer) ?? row.customer)
    for (const namespace of row.namespaces) set?.add(namespace)
  }
  return { namespaces, members }
}

async function storeIdentifiers(ctx: Context, partition: Partition): Promise<void> {
  if (partition.newIdentifiers.length === 0) return
  const seen = ctx.clock.now().getTime()
  await insertOnce(
    ctx,
    'identifier',
    ['namespace', 'value', 'customer', 'first_seen'],
    partition.newIdentifiers.map((identifier) => [
      identifier.namespace,
      identifier.value,
      numberOf(partition.see(identifier)),
      (seen / 1000).toFixed(3),
    ]),
  )
}

/** Merges are kept flat: who had been merged into an absorbed number moves on with it. */
async function storeMerges(
  ctx: Context,
  merges: Resolution['merges'],
  members: ReadonlyMap<number, readonly number[]>,
  causeOfMerge: (into: number) => IdentityRequest | undefined,
): Promise<void> {
  if (merges.length === 0) return
  const moving = merges.flatMap(({ customer }) => [customer, ...(members.get(customer) ?? [])])
  const latest = await latestMergeOf(ctx.clickhouse, moving)
  const at = (Math.max(ctx.clock.now().getTime(), latest + 1) / 1000).toFixed(3)
  const rows = merges.flatMap(({ customer, into }) => {
    const cause = causeOfMerge(into)
    return [customer, ...(members.get(customer) ?? [])].map((moved) => [
      moved,
      into,
      at,
      cause?.reason ?? '',
      cause?.evidence ?? '',
    ])
  })
  await insertOnce(ctx, 'customer_merge', ['customer', 'into', 'at', 'reason', 'evidence'], rows)
}

function causeOf(causes: ReadonlyMap<Cluster, IdentityRequest>, into: number): IdentityRequest | undefined {
  for (const [cluster, request] of causes) if (root(cluster).number === into) return request
  return undefined
}

async function insertOnce(
  ctx: Context,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): Promise<void> {
  const body = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
  await ctx.clickhouse.insert(table, columns, body, {
    format: 'JSONCompactEachRow',
    settings: { date_time_input_format: 'basic' },
    deduplicationToken: createHash('sha256').update(body).digest('hex'),
  })
}

function numberOf(cluster: Cluster): number {
  const { number } = root(cluster)
  if (number === undefined) throw new Error('a customer was left without a number')
  return number
}

function answer(
  requests: readonly IdentityRequest[],
  hashed: readonly IdentityRequest[],
  numbers: ReadonlyMap<string, number>,
  merges: Resolution['merges'],
): Resolution {
  const identifiers = new Map<string, number>()
  const customers = requests.map((request, i) => {
    const stored = hashed[i]?.identifiers ?? []
    for (const [k, identifier] of stored.entries()) {
      const sent = request.identifiers[k]
      const number = numbers.get(identifierKey(identifier))
      if (sent && number !== undefined) identifiers.set(identifierKey(sent), number)
    }
    const [strongest] = stored
    const customer = strongest && numbers.get(identifierKey(strongest))
    if (customer === undefined) throw new Error('a request was left without a customer')
    return customer
  })
  return { customers, identifiers, merges }
}
