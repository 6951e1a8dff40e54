import { createContext, use } from 'react'
import type { Change } from './model/difference.ts'
import type { Graph } from './model/graph.ts'
import type { Behind } from './model/edits.ts'
import type { Sentences } from './sentences.ts'
import type { NodeProblems } from './use-problems.ts'

/** How many came to a node, and how many are there now. */
export interface NodeCount {
  readonly passed: number
  readonly standing: number
}
export interface Counts {
  readonly entered: number
  readonly nodes: ReadonlyMap<string, NodeCount>
  /** By `from to`; the entry is `entryId`. */
  readonly edges: ReadonlyMap<string, number>
}
export const edgeKey = (from: string, to: string): string => `${from} ${to}`

/** A passage of one customer: when they came to each node. */
export interface Visit {
  readonly order: number
  readonly at: string
  readonly here: boolean
}

/** What the cards and the lines of one canvas show. */
export interface CardsInfo {
  readonly graph: Graph
  readonly sentences: Sentences
  readonly editable: boolean
  /** What is wrong, by node. */
  readonly problems: NodeProblems
  readonly counts?: Counts
  readonly changes?: ReadonlyMap<string, Change>
  readonly wireChanges?: ReadonlyMap<string, Change>
  readonly visits?: ReadonlyMap<string, Visit>
  /** Asks for a new node behind this way, near this place of the window. */
  readonly onAdd?: (behind: Behind, at: { x: number; y: number }) => void
}

export const CardsContext = createContext<CardsInfo | null>(null)

export function useCards(): CardsInfo {
  const cards = use(CardsContext)
  if (cards === null) throw new Error('This part belongs onto a journey canvas')
  return cards
}
