import type { Leaf } from '../model/leaf.ts'

/** An editor of one kind of condition. @param field changes of one field in a row are undone together */
export interface EditorProperties<Edited extends Leaf> {
  readonly leaf: Edited
  readonly onChange: (leaf: Leaf, field?: string) => void
}
