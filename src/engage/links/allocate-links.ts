import { createHash } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import { encodeLink } from './link-code.ts'
import { linkTables } from './store.ts'

/** Which messages a link stands in. */
export interface LinkOrigin {
  readonly journey: number
  readonly tick: number
  readonly node: string
  readonly channel: string
  readonly template: string
  readonly version: number
}

export interface LinkTarget {
  readonly target: string
  readonly state: Readonly<Record<string, string>>
}

/** Rows of one statement; PostgreSQL takes 65,535 parameters. */
const rowsAtOnce = 2_000

/**
 * Ids of links, one for each target, in their order; the same origin and target always have the same one. A whole tick
 * with one link needs one row: whose click it was is in the code.
 */
export async function allocateLinks(
  ctx: Context,
  origin: LinkOrigin,
  targets: readonly LinkTarget[],
  days: number,
): Promise<number[]> {
  const digests = targets.map((target) => digestOf(origin, target))
  // In one order everywhere, so that two senders of the same links never wait for each other in a circle.
  const distinct = [...new Map(targets.map((target, i) => [digests[i] ?? '', target]))].sort(
    ([left], [right]) => (left < right ? -1 : 1),
  )
  const ids = new Map<string, number>()
  for (let from = 0; from < distinct.length; from += rowsAtOnce) {
    for (const row of await storeLinks(ctx, origin, distinct.slice(from, from + rowsAtOnce), days)) {
      ids.set(row.digest, Number(row.id))
    }
  }
  return digests.map((digest) => ids.get(digest) ?? 0)
}

function storeLinks(
  ctx: Context,
  { journey, tick, node, channel, template, version }: LinkOrigin,
  targets: readonly (readonly [string, LinkTarget])[],
  days: number,
): Promise<{ id: number; digest: string }[]> {
  const now = ctx.clock.now()
  return (
    linkTables(ctx.postgres)
      .insertInto('link')
      .values(
        targets.map(([digest, { target, state }]) => ({
          journey_id: journey,
          tick,
          node,
          channel,
          template,
          version,
          target,
          state: JSON.stringify(state),
          digest,
          created_at: now,
          expires_at: new Date(now.getTime() + days * 86_400_000),
        })),
      )
      // DO NOTHING would not return the rows that are there.
      .onConflict((conflict) =>
        conflict.column('digest').doUpdateSet((is) => ({ digest: is.ref('excluded.digest') })),
      )
      .returning(['id', 'digest'])
      .execute()
  )
}

function digestOf({ journey, tick, node, channel, template, version }: LinkOrigin, one: LinkTarget): string {
  const state = Object.entries(one.state).sort(([left], [right]) => (left < right ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([journey, tick, node, channel, template, version, one.target, state]))
    .digest('base64url')
}

/** The address that stands in a message. */
export function linkAddress(ctx: Pick<Context, 'config'>, link: number, customer: number): string {
  return `${linkBase(ctx)}/r/${encodeLink(ctx.config, { link, customer })}`
}

/** Where short links begin: the short domain, else the address people use, else where this process listens. */
export function linkBase({ config }: Pick<Context, 'config'>): string {
  const base = config.links.publicUrl ?? config.publicUrl ?? `http://${config.host}:${config.port}`
  return base.replace(/\/+$/, '')
}
