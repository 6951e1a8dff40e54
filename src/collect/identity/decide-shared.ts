import type { z } from 'zod'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { applyDecisions, noteDecision } from './decisions.ts'
import { withIdentityLock } from './identity-lock.ts'
import { findSharedById, viewOf } from './list-shared.ts'
import { planRelease } from './mark-shared.ts'
import { isPersonal, readNamespaces, toStored } from './namespaces.ts'
import { identifierKey } from './partition.ts'
import { readGroup } from './read-group.ts'
import { readStanding } from './read-standing.ts'
import type { shareInput, SharedView } from './schema.ts'
import { instant } from './write-rows.ts'
import { identifierId } from './queries/identifier-id.ts'

/**
 * A steward says: many people use this identifier. It links nobody from now on, and what it alone held together is
 * taken apart.
 * @throws AppError invalid_request for what a person has one of, conflict when it is shared already
 */
export async function shareIdentifier(ctx: Context, input: z.output<typeof shareInput>): Promise<SharedView> {
  const { namespace, note } = input
  if (isPersonal(namespace)) {
    throw new AppError('invalid_request', `A ${namespace} is one person's: it cannot be shared`, {
      details: [{ path: '/namespace', message: 'is of a kind that nobody shares' }],
    })
  }
  const identifier = toStored(ctx, { namespace, value: input.value })
  const id = await identifierId(ctx.clickhouse, identifier)
  await withIdentityLock(ctx, async (lock) => {
    const rules = await readNamespaces(ctx)
    const request = { identifiers: [identifier], link: true, reason: '', evidence: '' }
    const standing = await readStanding(ctx, [request])
    if (standing.shared.has(identifierKey(identifier))) {
      throw new AppError('conflict', `This ${namespace} is marked as shared already`)
    }
    const number = standing.numbers.get(identifierKey(identifier))
    const group = await readGroup(ctx, rules, number === undefined ? [] : [number])
    const { rows } = await planRelease(ctx, lock, {
      rules,
      group,
      standing,
      shared: [{ identifier, customers: 0 }],
      note,
    })
    await ctx.postgres.transaction().execute(async (transaction) => {
      await writeAudit(transaction, ctx, {
        action: 'identity.share',
        objectKind: 'shared_identifier',
        objectId: id,
        detail: { namespace, note },
      })
      await noteDecision(ctx, transaction, 'share', rows)
    })
    await applyDecisions(ctx, ctx.postgres)
  })
  return readShared(ctx, id)
}

/**
 * A steward says: this identifier is one customer's, however many use it. Evidence from now on links by it again.
 * @throws AppError not_found, conflict when it is not shared
 */
export async function allowIdentifier(ctx: Context, id: string, note: string): Promise<SharedView> {
  await withIdentityLock(ctx, async () => {
    const found = await findSharedById(ctx, id)
    if (!found) throw new AppError('not_found', `There is no shared identifier ${id}`)
    if (found.state === 'allowed') throw new AppError('conflict', 'This identifier is allowed already')
    const { namespace, value, customer, customers } = found
    const at = instant(Math.max(ctx.clock.now().getTime(), found.at + 1))
    await ctx.postgres.transaction().execute(async (transaction) => {
      await writeAudit(transaction, ctx, {
        action: 'identity.allow',
        objectKind: 'shared_identifier',
        objectId: id,
        detail: { namespace, customers, note },
      })
      await noteDecision(ctx, transaction, 'allow', {
        shared_identifier: [[namespace, value, customer, customers, 'allowed', ctx.actor.name, note, at]],
      })
    })
    await applyDecisions(ctx, ctx.postgres)
  })
  return readShared(ctx, id)
}

async function readShared(ctx: Context, id: string): Promise<SharedView> {
  const found = await findSharedById(ctx, id)
  if (!found) throw new AppError('not_found', `There is no shared identifier ${id}`)
  return viewOf(found)
}
