import type { RuleJson } from '../../../../api/rules.ts'
import type { PropertyCondition } from '../../../understand/rule-builder/model/leaf.ts'

/**
 * A journey as the canvas holds it: the graph of the API, in which what has not been chosen yet is absent.
 * Whether a complete one is right, only the server says.
 */
export interface EventCondition {
  readonly event?: string
  readonly where?: readonly PropertyCondition[]
}
export interface LedgerCondition {
  readonly ledger: {
    readonly operation?: string | readonly string[]
    readonly category?: string | readonly string[]
    readonly direction?: 'credit' | 'debit'
    readonly minAmount?: number
  }
}
/** Something that a customer did. */
export type Happening = EventCondition | LedgerCondition
export type ExitCondition = Happening | { readonly rule: RuleJson }

export const holdingDays = ['matures', 'opened', 'closed'] as const
/** A day that belongs to a customer. */
export type CustomerDate =
  | { readonly attribute?: string }
  | { readonly tag?: string }
  | {
      readonly holding: { readonly class?: string; readonly product?: string; readonly status?: string }
      readonly field: (typeof holdingDays)[number]
    }

export interface Branch {
  readonly next?: string
  readonly name?: string
}
interface RuleBranch extends Branch {
  readonly rule?: RuleJson
}
interface ShareBranch extends Branch {
  readonly percent?: number
}

export const routeOrders = ['order', 'preference', 'response', 'cost'] as const
export const fallbackReasons = ['failed', 'not_opened'] as const

interface Shapes {
  message: {
    channel?: string
    template?: string
    route?: { channels: readonly string[]; by?: (typeof routeOrders)[number] }
    templates?: Readonly<Record<string, string>>
    fallback?: { on: readonly (typeof fallbackReasons)[number][]; afterHours?: number }
    next?: string
  }
  benefit: { benefit?: string; next?: string }
  lead: { title?: string; dueDays?: number; priority?: number; next?: string }
  webhook: { url?: string; endpoint?: string; next?: string }
  wait: { days?: number; hours?: number; minutes?: number; next?: string }
  wait_until: {
    date?: string | CustomerDate
    offsetDays?: number
    yearly?: boolean
    weekdays?: readonly number[]
    at?: string
    tradingDay?: boolean
    next?: string
  }
  wait_for_event: {
    condition?: Happening
    withinDays?: number
    withinHours?: number
    next?: string
    timeout?: string
  }
  rule_split: { branches: readonly RuleBranch[]; otherwise?: string }
  split: { branches: readonly ShareBranch[]; sticky?: boolean }
  holdout: { percent?: number; scope?: 'journey' | 'global'; next?: string }
  set_tag: { tag?: string; value?: string | number | boolean | null; next?: string }
  jump: { to?: string }
  goal: { condition?: Happening; withinDays?: number; next?: string }
  exit: { reason?: string }
}
export type NodeType = keyof Shapes
export type NodeOf<Type extends NodeType> = { readonly type: Type; readonly label?: string } & Readonly<
  Shapes[Type]
>
export type GraphNode = { [Type in NodeType]: NodeOf<Type> }[NodeType]

/** Node types in the order of the palette. */
export const nodeGroups = [
  { group: 'contact', types: ['message', 'lead', 'benefit', 'webhook'] },
  { group: 'time', types: ['wait', 'wait_until', 'wait_for_event'] },
  { group: 'ways', types: ['rule_split', 'split', 'holdout', 'jump'] },
  { group: 'result', types: ['goal', 'set_tag', 'exit'] },
] as const satisfies readonly { group: string; types: readonly NodeType[] }[]

export const entryTypes = ['segment', 'event', 'date', 'api', 'journey'] as const
export type EntryType = (typeof entryTypes)[number]
export interface Entry {
  readonly type?: EntryType
  readonly segment?: string
  readonly schedule?: 'once' | 'snapshots'
  readonly event?: string
  readonly where?: readonly PropertyCondition[]
  readonly date?: CustomerDate
  readonly offsetDays?: number
  /** A time of day (date), or what happened in the other journey. */
  readonly at?: string
  readonly yearly?: boolean
  readonly journey?: string
  readonly next?: string
  readonly reentry?: { readonly allow: 'never' | 'after_exit' | 'always'; readonly afterDays?: number }
  readonly entryCap?: { readonly total?: number; readonly perDay?: number }
  readonly rule?: RuleJson
}

export const categories = ['marketing', 'service', 'care', 'transaction'] as const
export interface Graph {
  readonly entry: Entry
  readonly nodes: Readonly<Record<string, GraphNode>>
  readonly startsAt?: string
  readonly endsAt?: string
  readonly exitWhen?: readonly ExitCondition[]
  readonly priority?: number
  readonly category?: (typeof categories)[number]
  readonly measure?: { readonly condition?: Happening; readonly withinDays?: number }
}

export interface Point {
  readonly x: number
  readonly y: number
}
/** Where nodes stand, by id; the entry under `entryId`. */
export type Layout = Readonly<Record<string, Point>>

/** What the canvas edits. */
export interface JourneyDocument {
  readonly graph: Graph
  readonly layout: Layout
}

/** The entry among the nodes of the canvas. `$` keeps it apart from the ids that people choose. */
export const entryId = '$entry'

export const entryTypeOf = (entry: Entry): EntryType => entry.type ?? 'segment'
