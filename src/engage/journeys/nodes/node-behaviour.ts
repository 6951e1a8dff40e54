import type { TradingCalendar } from '../../../decide/trading-days/index.ts'
import type { RuleCatalogue } from '../../../understand/rules/index.ts'

/** What a node may ask about the instant that customers arrive at it. */
export interface Arrival {
  readonly now: Date
  readonly timezone: string
  readonly tradingDays: TradingCalendar
}

/** What decides about one customer at a time may know. */
export interface RowContext extends Arrival {
  readonly journey: { readonly id: number; readonly key: string }
  /** SQL of the journey's key, where rows of several journeys share a statement. */
  readonly keySql?: string
  readonly version: number
  readonly node: string
  readonly tick: number
  /** Everything that rules and tags may refer to; only filled for behaviours with `readsCatalogue`. */
  readonly catalogue: RuleCatalogue
}

/** The customers a move starts from and the instant it happens at. */
export interface MoveContext extends RowContext {
  /** SQL of the customers who may leave: `SELECT customer, passage, at, wake, tick …`. */
  readonly standing: string
  /** No customer of `standing` arrived before. */
  readonly since: Date
  /**
   * Happenings stored before this instant were seen when this node was looked at before, by everyone in `standing`;
   * undefined: look at all since `since`.
   */
  readonly unheardSince?: Date | undefined
}

/** What the engine needs to know of a node. Each node type is one file that makes one of these. */
export interface NodeBehaviour {
  /** Everywhere customers can go from here by themselves; empty: they stay. */
  readonly targets: readonly string[]
  /** Milliseconds from arrival until customers must leave. For nodes with `wakeAt` the least that can be said. */
  readonly delay: number
  /** Customers may leave before they wake, one by one, so the node is looked at whenever the journey advances. */
  readonly polls: boolean
  /**
   * Who may leave before they wake, `SELECT customer` (read through merges): of cohorts that still sleep nobody else is
   * looked at. Absent: everybody is.
   */
  early?(look: Pick<MoveContext, 'since' | 'now' | 'unheardSince'>): string
  /** When customers who arrive now must leave, where that is not simply `delay` later. */
  wakeAt?(arrival: Arrival): Date
  /**
   * `move` gives each customer an instant of their own to wake at: `SELECT customer, passage, target, wake`. Whoever stays has
   * the node itself as target, and arrives at it again with the new wake (of those who leave it is not read). So the cohort wakes with its first customer:
   * not everybody who is looked at leaves, and who is left must be counted, as for `polls`.
   */
  readonly ownWakes?: boolean
  /** `move` needs `catalogue`. */
  readonly readsCatalogue?: boolean
  /** The tick asks the gate and writes touches, which then are sent. */
  readonly sends?: boolean
  /** SQL of the move: `SELECT customer, passage, target …`, one row for each passage of a customer who leaves. */
  move(context: MoveContext): string
  /**
   * SQL expression of the target over the columns `customer`, `tick`, `at` and `wake` of one who leaves, where that is
   * all it takes (see by-row.ts): small moves of many journeys then share one statement.
   */
  target?(context: RowContext): string
  /**
   * INSERT statements that the tick runs beside the move, over the same `standing`. They write only into
   * `effectTables`, whose rows carry (journey, tick): they count once that tick is committed, and are deleted with it
   * when it was not. Ids are hashes of journey, node, tick and customer, so a repeated tick makes the same ones.
   */
  effects?(context: MoveContext): string[]
}
