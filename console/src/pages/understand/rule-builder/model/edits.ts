import type { Leaf } from './leaf.ts'
import { findNode, type GroupNode, newGroup, newId, nodesOf, parentOf, type RuleNode } from './tree.ts'

/** Every edit gives a new tree; what it does not touch stays the same object. An edit that cannot be gives the tree itself. */

function mapGroup(root: GroupNode, id: string, change: (group: GroupNode) => GroupNode): GroupNode {
  if (root.id === id) return change(root)
  let changed = false
  const children = root.children.map((child) => {
    if (child.type === 'condition') return child
    const next = mapGroup(child, id, change)
    if (next !== child) changed = true
    return next
  })
  return changed ? { ...root, children } : root
}

function changeChild(
  root: GroupNode,
  id: string,
  change: (node: RuleNode) => readonly RuleNode[],
): GroupNode {
  const place = parentOf(root, id)
  if (place === undefined) return root
  return mapGroup(root, place.group.id, (group) => ({
    ...group,
    children: group.children.flatMap((child) => (child.id === id ? change(child) : [child])),
  }))
}

export function insertInto(root: GroupNode, group: string, node: RuleNode, index?: number): GroupNode {
  return mapGroup(root, group, (one) => ({
    ...one,
    children: one.children.toSpliced(index ?? one.children.length, 0, node),
  }))
}

export function remove(root: GroupNode, id: string): GroupNode {
  return changeChild(root, id, () => [])
}

export function setLeaf(root: GroupNode, id: string, leaf: Leaf): GroupNode {
  return changeChild(root, id, (node) => [node.type === 'condition' ? { ...node, leaf } : node])
}

export function setGroup(root: GroupNode, id: string, change: Partial<Pick<GroupNode, 'op' | 'negated'>>) {
  return mapGroup(root, id, (group) => ({ ...group, ...change }))
}

export function toggleNegated(root: GroupNode, id: string): GroupNode {
  if (root.id === id) return { ...root, negated: !root.negated }
  return changeChild(root, id, (node) => [{ ...node, negated: !node.negated }])
}

export function withNewIds(node: RuleNode): RuleNode {
  return node.type === 'condition'
    ? { ...node, id: newId() }
    : { ...node, id: newId(), children: node.children.map(withNewIds) }
}

/** Puts a copy right after the node. */
export function duplicate(root: GroupNode, id: string): { root: GroupNode; copy: string | undefined } {
  const node = id === root.id ? undefined : findNode(root, id)
  if (node === undefined) return { root, copy: undefined }
  const copy = withNewIds(node)
  return { root: changeChild(root, id, () => [node, copy]), copy: copy.id }
}

/** Puts the node into a group of its own. */
export function wrap(root: GroupNode, id: string, op: GroupNode['op'] = 'any'): GroupNode {
  return changeChild(root, id, (node) => [newGroup(op, [node])])
}

/** Puts what a group holds in the place of the group. A negated group stays: without it the rule would mean something else. */
export function unwrap(root: GroupNode, id: string): GroupNode {
  const node = findNode(root, id)
  if (node?.type !== 'group' || !canUnwrap(root, id)) return root
  return changeChild(root, id, () => node.children)
}

/** May the group's brackets go without a change of meaning or loss? */
export function canUnwrap(root: GroupNode, id: string): boolean {
  const node = findNode(root, id)
  const place = parentOf(root, id)
  return node?.type === 'group' && place !== undefined && !node.negated
}

/**
 * Moves a node to a place of a group, counted before the move. A group cannot go into itself.
 */
export function moveTo(root: GroupNode, id: string, group: string, index: number): GroupNode {
  const node = findNode(root, id)
  const from = parentOf(root, id)
  const target = findNode(root, group)
  if (node === undefined || from === undefined || target?.type !== 'group') return root
  if (nodesOf(node).some((inner) => inner.id === group)) return root
  const same = from.group.id === group
  const place = same && from.index < index ? index - 1 : index
  if (same && place === from.index) return root
  return insertInto(remove(root, id), group, node, place)
}

/** One step up or down as it is read: out of and into groups too. */
export function moveStep(root: GroupNode, id: string, direction: 'up' | 'down'): GroupNode {
  const place = parentOf(root, id)
  if (place === undefined) return root
  const { group, index } = place
  const neighbour = group.children[direction === 'up' ? index - 1 : index + 1]
  if (neighbour === undefined) {
    const outer = parentOf(root, group.id)
    if (outer === undefined) return root
    return moveTo(root, id, outer.group.id, direction === 'up' ? outer.index : outer.index + 1)
  }
  if (neighbour.type === 'group')
    return moveTo(root, id, neighbour.id, direction === 'up' ? neighbour.children.length : 0)
  return moveTo(root, id, group.id, direction === 'up' ? index - 1 : index + 2)
}
