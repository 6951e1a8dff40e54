import { createContext, use } from 'react'
import type { GroupNode, RuleNode } from './model/tree.ts'
import type { RuleCatalogue } from './use-rule-catalogue.ts'

export interface PlacedProblem {
  /** The rest of the JSON pointer, inside the condition. */
  readonly at: string
  readonly message: string
}

/** A place in a group; without an index its end. */
export interface Place {
  readonly group: string
  readonly index?: number
}

/** What every part of the builder needs. */
export interface RuleEditing {
  readonly root: GroupNode
  readonly catalogue: RuleCatalogue
  readonly editor: string
  /** @param name edits of one name in a row are undone together */
  apply(change: (root: GroupNode) => GroupNode, name?: string): void
  /** What the server found wrong with a node. */
  problemsOf(id: string): readonly PlacedProblem[]
  /** Counts of single conditions are shown while they are cheap. */
  readonly countsParts: boolean
  /** The whole is counted: now the parts may be, without delaying it. */
  readonly calm: boolean
  /** Customers of the bank; undefined until known. */
  readonly base: number | undefined
  /** The node that takes the focus when it appears. */
  readonly focus: string | undefined
  setFocus(id: string | undefined): void
  /** Where the menu of new conditions is open. */
  readonly adding: Place | undefined
  setAdding(place: Place | undefined): void
  /** Opens the dialog of uploading a list; calls back with its key. */
  askForUpload(then: (list: string) => void): void
  readonly dragged: RuleNode | undefined
  setDragged(node: RuleNode | undefined): void
}

export const RuleEditingContext = createContext<RuleEditing | null>(null)

export function useEditing(): RuleEditing {
  const editing = use(RuleEditingContext)
  if (editing === null) throw new Error('This part belongs into a RuleBuilder')
  return editing
}
