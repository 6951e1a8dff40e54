import type { Context, Postgres } from '../../../platform/context.ts'
import type { AnnouncedBlock } from '../../../collect/drainer/index.ts'
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
}

/** Who comes now. Each kind of entry is one file that finds them as a set. */
export interface Comers {
  /** `SELECT customer`: canonical numbers, maybe some of them several times. */
  readonly sql: string
  /** At most some thousands, so that what else is read can be narrowed to them. */
  readonly few: boolean
  /** How far the entry has read when they are in. `limited`: the cap left some of them outside. */
  state(limited: boolean): EntryState
  /** Entries by event can be let in together with those of other journeys. */
  readonly events?: {
    readonly blocks: readonly AnnouncedBlock[]
    readonly name: string
    readonly where: string
  }
}
