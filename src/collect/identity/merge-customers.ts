import { sql, type Transaction } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { rootOf, rootsOf } from './components.ts'
import { applyDecisions, noteDecision } from './decisions.ts'
import { withIdentityLock } from './identity-lock.ts'
import { isActive, type IdentityLink, linkRow } from './identity-link.ts'
import { customerNamespace, readNamespaces } from './namespaces.ts'
import { findLinksOf } from './queries/find-links.ts'
import { findMergesOf } from './queries/find-merges.ts'
import { type Group, readGroup } from './read-group.ts'
import { identityTables } from './store.ts'
import { instant } from './write-rows.ts'

/** What was merged: `customer` and the `moved` numbers merged into it before now go by `into`. */
export interface Merge {
  readonly customer: number
  readonly into: number
  readonly moved: readonly number[]
}

type Write = (transaction: Transaction<Record<never, never>>, merge: Merge | null) => Promise<void>

/** Whether two numbers are already one customer. */
export async function areOne(ctx: Context, a: number, b: number): Promise<boolean> {
  const merges = await findMergesOf(ctx.clickhouse, [a, b])
  const into = (number: number): number => merges.find((merge) => merge.customer === number)?.into ?? number
  return into(a) === into(b)
}

/** The link that a steward made between two customers, if ever one did. */
export async function findCustomerLink(
  ctx: Context,
  a: number,
  b: number,
): Promise<IdentityLink | undefined> {
  const [low, high] = [Math.min(a, b), Math.max(a, b)]
  const links = await findLinksOf(ctx.clickhouse, new Map([[customerNamespace, [String(low)]]]))
  return links.find((link) => link.to_namespace === customerNamespace && link.to_number === high)
}

/**
 * Make two customers one on a person's word: the only way in which two customer numbers ever merge. Nothing is
 * rewritten; events, balances and identifiers keep their own number and are read through canonical().
 * @param note writes what else belongs to the decision, in the transaction that commits it
 * @returns what was merged; null when they were one customer already
 */
export async function mergeCustomers(
  ctx: Context,
  input: { customers: readonly [number, number]; keep?: number | undefined; evidence: string },
  note: Write,
): Promise<Merge | null> {
  const { customers, keep } = input
  if (keep !== undefined && !customers.includes(keep)) {
    throw new AppError('invalid_request', 'Only one of the two customers can be kept', {
      details: [{ path: '/keep', message: `is not one of ${customers.join(' and ')}` }],
    })
  }
  return withIdentityLock(ctx, async () => {
    const group = await readGroup(ctx, await readNamespaces(ctx), customers)
    const into = (number: number): number => group.into.get(number) ?? number
    const [a, b] = [into(customers[0]), into(customers[1])]
    if (a === b) {
      await ctx.postgres.transaction().execute((transaction) => note(transaction, null))
      return null
    }
    const kept = keep === undefined ? rootOf([a, b], group.standing) : into(keep)
    if (group.standing.rank(kept) > Math.min(group.standing.rank(a), group.standing.rank(b))) {
      throw new AppError('conflict', `Customer ${kept} is known less well than the other: keep the other`)
    }
    const gone = kept === a ? b : a
    const merge = { customer: gone, into: kept, moved: membersOf(group, gone) }
    const link = await linkOf(ctx, input, merge)
    const standing = { ...group.standing, kept: [kept, ...(group.standing.kept ?? [])] }
    const roots = rootsOf(
      [...group.into.keys()],
      [...group.unexplained, ...group.links.filter(isActive), link],
      standing,
    )
    const at = instant(Math.max(ctx.clock.now().getTime(), group.latest + 1))
    await ctx.postgres.transaction().execute(async (transaction) => {
      await note(transaction, merge)
      await liftBetween(ctx, transaction, [...group.into.keys()])
      await noteDecision(ctx, transaction, 'merge', {
        identity_link: [linkRow(link)],
        customer_merge: [...roots].flatMap(([number, root]) =>
          into(number) === root ? [] : [[number, root, at, 'steward', input.evidence]],
        ),
      })
    })
    await applyDecisions(ctx, ctx.postgres)
    return merge
  })
}

function membersOf(group: Group, root: number): number[] {
  return [...group.into].flatMap(([number, into]) => (into === root && number !== root ? [number] : []))
}

async function linkOf(
  ctx: Context,
  { customers, evidence }: { customers: readonly [number, number]; evidence: string },
  merge: Merge,
): Promise<IdentityLink> {
  const before = await findCustomerLink(ctx, ...customers)
  const [low, high] = [Math.min(...customers), Math.max(...customers)]
  const at = Math.max(ctx.clock.now().getTime(), (before?.updated ?? 0) + 1)
  return {
    namespace: customerNamespace,
    value: String(low),
    number: low,
    to_namespace: customerNamespace,
    to_value: String(high),
    to_number: high,
    outcome: 'merged',
    refusal: '',
    customer: merge.customer,
    into: merge.into,
    rule: 'steward',
    evidence,
    at,
    place: 0,
    updated: at,
  }
}

/** Merging is the newer word: what kept these numbers apart no longer stands. */
async function liftBetween(
  ctx: Context,
  transaction: Transaction<Record<never, never>>,
  numbers: readonly number[],
): Promise<void> {
  await identityTables(transaction)
    .updateTable('identity_separation')
    .set({ lifted_by: ctx.actor.name, lifted_at: ctx.clock.now() })
    .where('lifted_at', 'is', null)
    .where(sql<boolean>`(customer_a = ANY(${numbers}) AND customer_b = ANY(${numbers}))`)
    .execute()
}
