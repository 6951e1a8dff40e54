import { AppError } from '../../platform/errors.ts'
import type { Contribution } from './explain-change.ts'
import type { MetricTree } from './metric-tree.ts'
import type { ListedContribution, ListedNode } from './schema.ts'

/** Operations deeper than this are no metric that anybody reads. */
const deepest = 20

/**
 * The tree that a list of nodes with their parents describes.
 * @throws AppError invalid_request with the node that does not fit
 */
export function treeOf(nodes: readonly ListedNode[]): MetricTree {
  const indexOf = new Map<string, number>()
  const partsOf = new Map<string, ListedNode[]>()
  const roots: number[] = []
  for (const [index, node] of nodes.entries()) {
    if (indexOf.has(node.key)) throw refused(`/nodes/${index}/key`, `"${node.key}" is there twice`)
    indexOf.set(node.key, index)
    if (node.parent === null) roots.push(index)
    else partsOf.set(node.parent, [...(partsOf.get(node.parent) ?? []), node])
  }
  for (const [index, { parent }] of nodes.entries()) {
    if (parent !== null && !indexOf.has(parent)) {
      throw refused(`/nodes/${index}/parent`, `there is no node "${parent}"`)
    }
  }
  const root = nodes[roots[0] ?? -1]
  if (!root) throw refused('/nodes', 'have no root: the metric itself has the parent null')
  if (roots[1] !== undefined) throw refused(`/nodes/${roots[1]}/parent`, 'is null although there is a root')
  const reached = new Set<string>()
  const tree = build(root, 0)
  const lost = nodes.findIndex(({ key }) => !reached.has(key))
  if (lost !== -1) throw refused(`/nodes/${lost}/parent`, 'leads round in a circle instead of to the root')
  return tree

  function build(node: ListedNode, depth: number): MetricTree {
    reached.add(node.key)
    const at = `/nodes/${indexOf.get(node.key) ?? 0}`
    const parts = partsOf.get(node.key) ?? []
    if (depth > deepest) throw refused(at, `is deeper than ${deepest} levels`)
    if ('before' in node) {
      if (parts.length > 0) throw refused(at, 'has both values of its own and parts')
      return { key: node.key, before: node.before, after: node.after }
    }
    if (parts.length === 0) throw refused(at, `is a ${node.operation} without parts`)
    if (node.operation === 'ratio' && parts.length !== 2) {
      throw refused(at, 'is a ratio, which has two parts: what is divided, and by what')
    }
    return { key: node.key, operation: node.operation, parts: parts.map((part) => build(part, depth + 1)) }
  }
}

const refused = (path: string, message: string): AppError =>
  new AppError('invalid_request', `The tree of the metric does not fit together: ${path} ${message}`, {
    details: [{ path, message }],
  })

/** A node and all below it, each after what it is a part of. */
export function listOf(found: Contribution, parent: string | null = null): ListedContribution[] {
  const { key, before, after, contribution, share, parts } = found
  return [{ key, parent, before, after, contribution, share }, ...parts.flatMap((part) => listOf(part, key))]
}
