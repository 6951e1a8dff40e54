import type { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { linkState } from './link-target.ts'
import { linkTables } from './store.ts'

const known = 20_000

/** A stored link. It never changes, so a process keeps those it was asked for. */
export interface StoredLink {
  readonly id: number
  readonly journey: number
  readonly tick: number
  readonly node: string
  readonly channel: string
  readonly template: string
  readonly version: number
  readonly target: string
  readonly state: z.output<typeof linkState>
  readonly expiresAt: Date | null
}

/** Reads links by id, remembering the ones that are clicked now. */
export class LinkReader {
  readonly #ctx: Pick<Context, 'postgres'>
  readonly #links = new Map<number, StoredLink>()

  constructor(ctx: Pick<Context, 'postgres'>) {
    this.#ctx = ctx
  }

  async find(id: number): Promise<StoredLink | undefined> {
    const kept = this.#links.get(id)
    if (kept) return kept
    const row = await linkTables(this.#ctx.postgres)
      .selectFrom('link')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    if (!row) return undefined
    const link: StoredLink = {
      id,
      journey: row.journey_id,
      tick: row.tick,
      node: row.node,
      channel: row.channel,
      template: row.template,
      version: row.version,
      target: row.target,
      state: linkState.parse(row.state),
      expiresAt: row.expires_at,
    }
    const [oldest] = this.#links.keys()
    if (this.#links.size >= known && oldest !== undefined) this.#links.delete(oldest)
    this.#links.set(id, link)
    return link
  }
}
