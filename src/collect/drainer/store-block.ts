import type { IdentityCache } from '../identity/index.ts'
import type { Block, BlockItem, DeadLetter } from './block.ts'
import { letterId } from './block.ts'
import { announcementOf, blockNumber } from './announce-block.ts'
import { deduplicate } from './deduplicate.ts'
import type { DrainStore, RefusedRow } from './drain-store.ts'
import { identifyItems } from './identify-items.ts'
import type { MessageHash } from './message-hash.ts'
import type { RecentMessages } from './recent-messages.ts'
import {
  deadLetterColumns,
  deadLetterLine,
  eventColumns,
  eventLine,
  messageColumns,
  messageLines,
} from './rows.ts'

export interface Stored {
  readonly events: number
  readonly duplicates: number
  readonly deadLetters: number
  readonly fresh: readonly BlockItem[]
  readonly hashes: readonly MessageHash[]
}

/**
 * Put a block into the stores: deduplicate → identify → events → announcement → dead letters → message ids. Events and
 * their announcement come before their ids, so an id that is there proves its event is, and that it was announced. Every insert carries a token made of the spool and the block's
 * bounds: storing the same block again changes nothing.
 * @param whileInserting work that can go on while ClickHouse inserts
 */
export async function storeBlock(
  block: Block,
  parts: {
    readonly store: DrainStore
    readonly recent: RecentMessages
    readonly cache: IdentityCache
    readonly spool: string
  },
  whileInserting: () => void = () => undefined,
): Promise<Stored> {
  const { store, recent, cache } = parts
  const token = `${parts.spool}:${block.start}:${block.end}`
  const { fresh, hashes, duplicates } = await deduplicate(block, recent, store)
  const customers = await identifyItems(fresh, cache, store)
  let refused: RefusedRow[] = []
  if (fresh.length > 0) {
    const number = blockNumber(parts.spool, block.start)
    const lines = fresh.map((entry, i) => eventLine(entry, customers[i] ?? 0, number)).join('')
    const inserted = store.insert('event', eventColumns, lines, token)
    whileInserting()
    refused = await inserted
    await store.announce(announcementOf(number, fresh))
  }
  const deadLetters = [...block.deadLetters, ...refused.flatMap((row) => letterOf(row, fresh, block))]
  if (deadLetters.length > 0) {
    await store.insert('dead_letter', deadLetterColumns, deadLetters.map(deadLetterLine).join(''), token)
  }
  if (fresh.length > 0) {
    await store.insert('event_message', messageColumns, messageLines(fresh), token)
  }
  return {
    events: fresh.length - refused.length,
    duplicates,
    deadLetters: deadLetters.length,
    fresh,
    hashes,
  }
}

/** What the store refuses is kept as the item was understood; replaying it would be refused again. */
function letterOf(row: RefusedRow, fresh: readonly BlockItem[], block: Block): DeadLetter[] {
  const entry = fresh[row.index]
  if (entry === undefined) return []
  const { received, source, item } = entry
  const body = JSON.stringify(item)
  const id = letterId(received, `${block.start}:store:${row.index}`, body)
  return [{ id, received, source, protocol: '', reason: 'refused_by_store', detail: row.detail, body }]
}
