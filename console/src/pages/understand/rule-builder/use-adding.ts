import { insertInto, setLeaf } from './model/edits.ts'
import { newLeaf, tagLeaf } from './model/new-leaf.ts'
import type { Leaf } from './model/leaf.ts'
import { newCondition, newGroup, type RuleNode } from './model/tree.ts'
import { useEditing } from './editing.ts'
import type { Entry } from './picker/entries.ts'

/** Turns what was picked into a condition, and puts it into the rule. */
export function useAdding() {
  const { apply, catalogue, setFocus, setAdding, askForUpload } = useEditing()
  const leafOf = (add: Entry['add']): Leaf | undefined => {
    if (add.kind === 'group' || add.kind === 'upload') return undefined
    if (add.kind === 'tag') return tagLeaf(add.tag, catalogue.tags.get(add.tag)?.type ?? 'string')
    return newLeaf(add.kind, add.name)
  }
  const insert = (group: string, node: RuleNode, index?: number) => {
    apply((root) => insertInto(root, group, node, index))
    setFocus(node.id)
    setAdding(undefined)
  }
  return {
    addPicked: (entry: Entry, group: string, index?: number) => {
      if (entry.add.kind === 'upload') {
        setAdding(undefined)
        askForUpload((list) => insert(group, newCondition(newLeaf('list', list)), index))
      }
      const leaf = leafOf(entry.add)
      if (leaf !== undefined) insert(group, newCondition(leaf), index)
    },
    addGroup: (group: string, op: 'all' | 'any') => insert(group, newGroup(op)),
    replacePicked: (entry: Entry, id: string) => {
      if (entry.add.kind === 'upload')
        askForUpload((list) => apply((root) => setLeaf(root, id, newLeaf('list', list))))
      const leaf = leafOf(entry.add)
      if (leaf !== undefined) apply((root) => setLeaf(root, id, leaf))
      setFocus(id)
    },
  }
}
