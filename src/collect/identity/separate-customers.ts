import type { Transaction } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { Components, type Edge } from './components.ts'
import { applyDecisions, noteDecision } from './decisions.ts'
import { withIdentityLock } from './identity-lock.ts'
import { isActive, type IdentityLink } from './identity-link.ts'
import { readNamespaces } from './namespaces.ts'
import { type Group, readGroup } from './read-group.ts'
import { identityTables } from './store.ts'
import { withoutLinks } from './without-links.ts'

/** Two customers after their link was taken apart: all numbers of each. */
export interface Sides {
  readonly number: readonly number[]
  readonly toNumber: readonly number[]
}

/**
 * Take a merge apart. Both sides read as before, events included, also those that came since: every event has the
 * number of its own identifier. Evidence between the two sides that came later falls with it; evidence within a side
 * stays.
 * @param link the link as it stands; read under the lock, so that two who undo it do so once
 * @param options.apart nothing merges the two by itself again until a steward lifts that
 * @param note writes what else belongs to the decision, in the transaction that commits it
 * @throws AppError conflict when the link holds nothing together (any more)
 */
export async function separateCustomers(
  ctx: Context,
  readLink: () => Promise<IdentityLink | undefined>,
  options: { apart: boolean; note: string; evidence: string },
  note: (transaction: Transaction<Record<never, never>>, link: IdentityLink, sides: Sides) => Promise<void>,
): Promise<Sides> {
  return withIdentityLock(ctx, async () => {
    const link = await readLink()
    if (!link) throw new AppError('not_found', 'There is no such merge')
    if (link.outcome !== 'merged') {
      throw new AppError(
        'conflict',
        'These customers are not merged by this evidence: there is nothing to take apart',
      )
    }
    const group = await readGroup(ctx, await readNamespaces(ctx), [link.number])
    const sides = sidesOf(group, link)
    const left = new Set(sides.number)
    const now = ctx.clock.now().getTime()
    const { links, rows } = withoutLinks(group, now, (other) =>
      left.has(other.number) === left.has(other.to_number)
        ? undefined
        : { outcome: 'separated', refusal: 'separated' },
    )
    await ctx.postgres.transaction().execute(async (transaction) => {
      await note(transaction, link, sides)
      if (options.apart) await keepApart(ctx, transaction, link, options.note)
      await noteDecision(ctx, transaction, 'separate', {
        identity_link: links,
        customer_merge: rows('unmerge', options.evidence),
      })
    })
    await applyDecisions(ctx, ctx.postgres)
    return sides
  })
}

/** Who falls on which side: of the links in the order in which they merged, the tree without this one. */
function sidesOf(group: Group, link: IdentityLink): Sides {
  const components = new Components()
  const rest: Edge[] = group.unexplained.filter((edge) => components.join(edge.number, edge.to_number))
  const inOrder = group.links.filter(isActive).toSorted((a, b) => a.at - b.at || a.place - b.place)
  let found = false
  for (const edge of inOrder) {
    if (!components.join(edge.number, edge.to_number)) continue
    if (keyOf(edge) === keyOf(link)) found = true
    else rest.push(edge)
  }
  if (!found) {
    throw new AppError(
      'conflict',
      'Other evidence holds these customers together, too: take apart what merged them first',
    )
  }
  const sides = new Components()
  for (const edge of rest) sides.join(edge.number, edge.to_number)
  const numbers = [...group.into.keys()]
  return {
    number: numbers.filter((number) => sides.find(number) === sides.find(link.number)),
    toNumber: numbers.filter((number) => sides.find(number) === sides.find(link.to_number)),
  }
}

const keyOf = (link: IdentityLink): string =>
  JSON.stringify([link.namespace, link.value, link.to_namespace, link.to_value])

async function keepApart(
  ctx: Context,
  transaction: Transaction<Record<never, never>>,
  link: IdentityLink,
  note: string,
): Promise<void> {
  await identityTables(transaction)
    .insertInto('identity_separation')
    .values({
      customer_a: Math.min(link.number, link.to_number),
      customer_b: Math.max(link.number, link.to_number),
      note,
      created_by: ctx.actor.name,
      created_at: ctx.clock.now(),
      lifted_by: null,
      lifted_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
