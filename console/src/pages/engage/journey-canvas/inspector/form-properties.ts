import type { NodeOf, NodeType } from '../model/graph.ts'

/** What the form of a step is given. */
export interface FormProperties<Type extends NodeType> {
  readonly node: NodeOf<Type>
  /** @param field changes of one field in a row are undone together */
  readonly onChange: (node: NodeOf<Type>, field?: string) => void
}
