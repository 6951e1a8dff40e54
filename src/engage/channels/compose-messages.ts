import type { Context } from '../../platform/context.ts'
import { decryptContact } from '../../platform/crypto/contact-cipher.ts'
import { loadTemplateVersions, renderBatch, versionName } from '../templates/index.ts'
import type { AddressKind, Dispatch, Message } from './provider.ts'
import { readAddresses, readAnswered, type readTouches } from './queries/read-batch.ts'

export type Touch = Awaited<ReturnType<typeof readTouches>>[number]

/**
 * The touches that no provider has answered for: all, unless a worker stopped after storing receipts. Beside them, how
 * many of the chunk were sent before.
 */
export async function unanswered(
  ctx: Context,
  dispatch: Dispatch,
  chunk: readonly Touch[],
): Promise<{ open: Touch[]; sentBefore: number }> {
  const touches = chunk.map(({ touch }) => touch)
  const rows = await readAnswered(ctx.clickhouse, { journey: dispatch.journey.id, touches })
  const answered = new Set(rows.map((row) => row.touch))
  return {
    open: chunk.filter(({ touch }) => !answered.has(touch)),
    sentBefore: rows.filter(({ last }) => last === 'sent' || last === 'pending').length,
  }
}

/** Messages, and why some touches have none. */
export interface Composed {
  readonly messages: readonly Message[]
  readonly problems: ReadonlyMap<string, string>
}

/** What each touch says to whom, in the customer's language, in the version of the template that the touch names. */
export async function composeMessages(
  ctx: Context,
  { journey }: Dispatch,
  touches: readonly Touch[],
  kind: AddressKind | null,
): Promise<Composed> {
  const customers = touches.map(({ customer }) => customer)
  const [versions, addresses] = await Promise.all([
    loadTemplateVersions(ctx, touches),
    kind === null || touches.length === 0 ? [] : readAddresses(ctx.clickhouse, { customers, kind }),
  ])
  const encrypted = new Map(addresses.map(({ person, address }) => [person, address]))
  const messages: Message[] = []
  const problems = new Map<string, string>()
  // Of one chunk nearly always a single group: touches of one tick, node and version share their links.
  const groups = Map.groupBy(touches, (touch) => `${versionName(touch)} ${touch.tick} ${touch.node}`)
  for (const group of groups.values()) {
    const [reference] = group
    if (!reference) continue
    const { tick, node } = reference
    const version = versions.get(versionName(reference))
    if (!version) {
      for (const { touch } of group) problems.set(touch, 'no template')
      continue
    }
    for (const one of await renderBatch(ctx, version, group, { journey, tick, node })) {
      if (!one.ok) {
        problems.set(one.touch, one.problem)
        continue
      }
      const { ok: _, ...rendered } = one
      const address = encrypted.get(one.customer)
      messages.push({
        ...rendered,
        template: reference.template,
        address: address === undefined ? '' : decryptContact(ctx.config, address),
      })
    }
  }
  return { messages, problems }
}
