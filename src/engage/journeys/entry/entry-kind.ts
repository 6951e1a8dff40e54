import type { Context, Postgres } from '../../../platform/context.ts'
import type { AnnouncedBlock, UnreadBlocks } from '../../../collect/drainer/index.ts'
import type { RuleCatalogue } from '../../../understand/rules/index.ts'
import type { EntryState } from './entry-state.ts'

/** Which journey asks, and how far its entry has read. */
export interface EntryScope {
  readonly ctx: Context
  readonly connection: Postgres
  readonly journey: { readonly id: number; readonly key: string; readonly committedTick: number }
  readonly now: Date
  /** When the journey was published first: what happened before lets nobody in. */
  readonly since: Date
  readonly state: EntryState
  readonly catalogue: () => Promise<RuleCatalogue>
  /** Drained blocks that event entries of this journey and of others have to look at; this one from `unreadFrom` on. */
  readonly unread: UnreadBlocks
  readonly unreadFrom: number
}

/** Who comes now. Each kind of entry is one file that finds them as a set. */
export interface Comers {
  /** `SELECT customer`: canonical numbers, maybe some of them several times. */
  readonly sql: string
  /** At most some thousands, so that what else is read can be narrowed to them. */
  readonly few: boolean
  /** The entry only notes how far it has read. */
  readonly nobody?: boolean
  /** How far the entry has read when they are in. `limited`: the cap left some of them outside. */
  state(limited: boolean): EntryState
  /** Entries by event can be let in together with those of other journeys. */
  readonly events?: {
    readonly blocks: readonly AnnouncedBlock[]
    readonly name: string
    readonly where: string
  }
}
