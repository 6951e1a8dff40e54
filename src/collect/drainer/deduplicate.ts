import type { Block, BlockItem } from './block.ts'
import type { DrainStore } from './drain-store.ts'
import { hashMessage, type MessageHash } from './message-hash.ts'
import type { RecentMessages } from './recent-messages.ts'
import { day } from './rows.ts'

const dayLength = 86_400_000
/** How long ClickHouse keeps message ids (event_message's TTL), and the day that is being deleted. */
const keptDays = 31

export interface Deduplicated {
  readonly fresh: BlockItem[]
  readonly hashes: MessageHash[]
  readonly duplicates: number
}

/**
 * The items of a block that were not stored before, each message once. An item that was created after the horizon of
 * the recent messages and is not among them is new for certain; every other one is looked up in ClickHouse.
 */
export async function deduplicate(
  block: Block,
  recent: RecentMessages,
  store: DrainStore,
): Promise<Deduplicated> {
  const seen = new Map<number, Set<string>>()
  const unique: BlockItem[] = []
  const hashes: MessageHash[] = []
  const uncertain: BlockItem[] = []
  const { horizon } = recent
  for (const entry of block.items) {
    let own = seen.get(entry.source)
    if (own === undefined) seen.set(entry.source, (own = new Set()))
    if (own.has(entry.item.messageId)) continue
    own.add(entry.item.messageId)
    const hash = hashMessage(entry.source, entry.item.messageId)
    unique.push(entry)
    hashes.push(hash)
    if (entry.item.created <= horizon || recent.has(hash)) uncertain.push(entry)
  }
  if (uncertain.length === 0) return { fresh: unique, hashes, duplicates: block.items.length - unique.length }
  const stored = await findStored(uncertain, store)
  const fresh: BlockItem[] = []
  const freshHashes: MessageHash[] = []
  for (const [i, entry] of unique.entries()) {
    const hash = hashes[i]
    if (hash === undefined || stored.has(keyOf(entry))) continue
    fresh.push(entry)
    freshHashes.push(hash)
  }
  return { fresh, hashes: freshHashes, duplicates: block.items.length - fresh.length }
}

function keyOf({ source, item }: BlockItem): string {
  return `${source}:${item.messageId}`
}

async function findStored(entries: readonly BlockItem[], store: DrainStore): Promise<Set<string>> {
  const stored = new Set<string>()
  for (const [source, group] of Map.groupBy(entries, (entry) => entry.source)) {
    const since = Math.min(
      ...group.map(({ item, received }) =>
        item.created > 0 ? item.created : received - keptDays * dayLength,
      ),
    )
    const messages = group.map((entry) => entry.item.messageId)
    for (const message of await store.findStored(source, messages, day(since)))
      stored.add(`${source}:${message}`)
  }
  return stored
}
