import { type Generated, sql } from 'kysely'
import { createHash } from 'node:crypto'
import type { Context, Postgres } from '../../platform/context.ts'
import type { BlockItem } from './block.ts'
import type { DrainedBlock } from './drain-store.ts'

type BlockTables = {
  drained_block: {
    id: Generated<number>
    block: string
    at_from: Date
    at_to: Date
    received_from: Date
    received_to: Date
    events: number
    names: string[] | null
    announced_at: Date
  }
}
const blockTables = (postgres: Postgres) => postgres.withTables<BlockTables>()

/** Held while a block gets its number in the order of arrival, so that numbers become visible in that order. */
const announceLock = 7_700_104
/** Blocks with more different events than these are announced as if they held any. */
const mostNames = 200

/** The number of a block in `event.block`: its place in its spool, and which spool. The same when it is repeated. */
export function blockNumber(spool: string, start: number): string {
  const which = createHash('sha1').update(spool).digest().readUInt16BE()
  return String((BigInt(start) + 1n) * 65_536n + BigInt(which))
}

export function announcementOf(block: string, fresh: readonly BlockItem[]): DrainedBlock {
  const names = new Set<string>()
  const at: [number, number] = [Infinity, -Infinity]
  const received: [number, number] = [Infinity, -Infinity]
  for (const entry of fresh) {
    if (names.size <= mostNames) names.add(entry.item.name)
    at[0] = Math.min(at[0], entry.item.at)
    at[1] = Math.max(at[1], entry.item.at)
    received[0] = Math.min(received[0], entry.received)
    received[1] = Math.max(received[1], entry.received)
  }
  return { block, at, received, events: fresh.length, names: names.size > mostNames ? null : [...names] }
}

/** Note that the events of blocks can be read: whoever waits for events goes by these notes, never by event time. */
export async function announceBlocks(
  ctx: Pick<Context, 'postgres' | 'clock'>,
  drained: readonly DrainedBlock[],
): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    await sql`SELECT pg_advisory_xact_lock(${announceLock}, 0)`.execute(transaction)
    await blockTables(transaction)
      .insertInto('drained_block')
      .values(
        drained.map(({ block, at, received, events, names }) => ({
          block,
          at_from: new Date(at[0]),
          at_to: new Date(at[1]),
          received_from: new Date(received[0]),
          received_to: new Date(received[1]),
          events,
          names: names && [...names],
          announced_at: ctx.clock.now(),
        })),
      )
      .onConflict((conflict) => conflict.column('block').doNothing())
      .execute()
  })
}

export const announceBlock = (
  ctx: Pick<Context, 'postgres' | 'clock'>,
  drained: DrainedBlock,
): Promise<void> => announceBlocks(ctx, [drained])

export interface AnnouncedBlock {
  /** Counts up in the order of announcement. */
  readonly id: number
  readonly block: string
  readonly at: readonly [Date, Date]
  readonly received: readonly [Date, Date]
  readonly events: number
  /** null: any. */
  readonly names: readonly string[] | null
}

/** What was announced after a block: `blocks` are those that hold one of some events, up to block `through`. */
export interface UnreadBlocks {
  readonly through: number
  readonly blocks: readonly AnnouncedBlock[]
}

/** At most so many blocks are read at once; the rest is there the next time. */
const mostBlocks = 500

/** Blocks after one that hold any of these events (null: all blocks), oldest first. */
export async function readUnread(
  postgres: Postgres,
  after: number,
  names: readonly string[] | null,
): Promise<UnreadBlocks> {
  // Asked for first: what is announced in between is read the next time.
  const newest = await newestBlock(postgres)
  let query = blockTables(postgres)
    .selectFrom('drained_block')
    .select(['id', 'at_from', 'at_to', 'received_from', 'received_to', 'events', 'names'])
    // As text: it may be larger than what a number holds exactly.
    .select(sql<string>`block::text`.as('block'))
    .where('id', '>', after)
    .where('id', '<=', newest)
  if (names) query = query.where(sql<boolean>`(names IS NULL OR names && ${[...names]}::text[])`)
  const rows = await query.orderBy('id').limit(mostBlocks).execute()
  const blocks = rows.map((row): AnnouncedBlock => ({
    id: row.id,
    block: row.block,
    at: [row.at_from, row.at_to],
    received: [row.received_from, row.received_to],
    events: Number(row.events),
    names: row.names,
  }))
  return { through: rows.length < mostBlocks ? Math.max(after, newest) : (rows.at(-1)?.id ?? after), blocks }
}

/** The newest announced block; 0 when there is none. */
export async function newestBlock(postgres: Postgres): Promise<number> {
  const row = await blockTables(postgres)
    .selectFrom('drained_block')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? 0
}

/** The last block that was announced before an instant; 0 when there is none. */
export async function blockJustBefore(postgres: Postgres, instant: Date): Promise<number> {
  const row = await blockTables(postgres)
    .selectFrom('drained_block')
    .select('id')
    .where('announced_at', '<', instant)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? 0
}

/** Drop notes that everybody has read (up to `through`) and that are older than `before`; the newest stays. */
export async function forgetBlocks(postgres: Postgres, through: number, before: Date): Promise<void> {
  await blockTables(postgres)
    .deleteFrom('drained_block')
    .where('id', '<', through)
    .where('announced_at', '<', before)
    .execute()
}
