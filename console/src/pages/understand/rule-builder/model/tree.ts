import { gapOf, type Leaf, readLeaf, writeLeaf } from './leaf.ts'

export interface GroupNode {
  readonly type: 'group'
  readonly id: string
  readonly op: 'all' | 'any'
  /** The group stands under `not`. */
  readonly negated: boolean
  readonly children: readonly RuleNode[]
}
export interface ConditionNode {
  readonly type: 'condition'
  readonly id: string
  readonly negated: boolean
  readonly leaf: Leaf
}
/** A rule in the builder; ids are the builder's own and last as long as the page. */
export type RuleNode = GroupNode | ConditionNode

let lastId = 0
export function newId(): string {
  lastId += 1
  return `n${lastId}`
}

export function newGroup(op: GroupNode['op'], children: readonly RuleNode[] = []): GroupNode {
  return { type: 'group', id: newId(), op, negated: false, children }
}
export function newCondition(leaf: Leaf): ConditionNode {
  return { type: 'condition', id: newId(), negated: false, leaf }
}

function readNode(json: unknown): RuleNode {
  if (typeof json === 'object' && json !== null && Object.keys(json).length === 1) {
    if ('all' in json && Array.isArray(json.all)) return newGroup('all', json.all.map(readNode))
    if ('any' in json && Array.isArray(json.any)) return newGroup('any', json.any.map(readNode))
    if ('not' in json) {
      const inner = readNode(json.not)
      return { ...inner, negated: !inner.negated }
    }
  }
  return newCondition(readLeaf(json))
}

/** A rule as a tree whose root is a group; a rule of one condition stands alone in it. */
export function readTree(json: unknown): GroupNode {
  const root = readNode(json)
  return root.type === 'group' ? root : newGroup('all', [root])
}

export interface WrittenRule {
  /** Null when nothing of it is complete. */
  readonly rule: unknown
  /** JSON pointer of every part that was written → its node. */
  readonly places: ReadonlyMap<string, string>
  /** Conditions that were left out because something is still to be chosen. */
  readonly gaps: readonly string[]
}

const left = Symbol('left out')

/** The complete part of a tree as JSON, and where each node stands in it. With `everything` nothing is left out. */
export function writeTree(root: RuleNode, { everything = false } = {}): WrittenRule {
  const places = new Map<string, string>()
  const gaps: string[] = []
  const write = (node: RuleNode, pointer: string): unknown => {
    const at = node.negated ? `${pointer}/not` : pointer
    const inner = node.type === 'condition' ? writeCondition(node) : writeGroup(node, at)
    if (inner === left) return left
    places.set(pointer, node.id)
    places.set(at, node.id)
    return node.negated ? { not: inner } : inner
  }
  const writeCondition = (node: ConditionNode): unknown => {
    const incomplete = gapOf(node.leaf) !== null
    if (incomplete) gaps.push(node.id)
    return incomplete && !everything ? left : writeLeaf(node.leaf)
  }
  const writeGroup = (group: GroupNode, at: string): unknown => {
    const parts: unknown[] = []
    for (const child of group.children) {
      const part = write(child, `${at}/${group.op}/${parts.length}`)
      if (part !== left) parts.push(part)
    }
    return parts.length === 0 && !everything ? left : { [group.op]: parts }
  }
  // A root that only holds one thing says no more than that thing.
  const [only] = root.type === 'group' && !root.negated && root.children.length === 1 ? root.children : []
  const rule = only === undefined || everything ? write(root, '') : write(only, '')
  return { rule: rule === left ? null : rule, places, gaps }
}

/** Where in the tree a JSON pointer leads: the innermost node that holds it, and the rest of the pointer. */
export function nodeAt(
  places: ReadonlyMap<string, string>,
  pointer: string,
): { readonly id: string; readonly rest: string } | undefined {
  for (let end = pointer.length; end >= 0; end = pointer.lastIndexOf('/', end - 1)) {
    const id = places.get(pointer.slice(0, end))
    if (id !== undefined) return { id, rest: pointer.slice(end) }
    if (end === 0) break
  }
  return undefined
}

/** Every node in the order in which it is read. */
export function* nodesOf(node: RuleNode): Generator<RuleNode> {
  yield node
  if (node.type === 'group') for (const child of node.children) yield* nodesOf(child)
}

export function findNode(root: RuleNode, id: string): RuleNode | undefined {
  return nodesOf(root).find((node) => node.id === id)
}

/** The group that holds a node, and the node's place in it. */
export function parentOf(root: RuleNode, id: string): { group: GroupNode; index: number } | undefined {
  for (const node of nodesOf(root)) {
    if (node.type !== 'group') continue
    const index = node.children.findIndex((child) => child.id === id)
    if (index >= 0) return { group: node, index }
  }
  return undefined
}
