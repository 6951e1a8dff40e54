import { type Change, changeOf, isNode, type MetricNode, type MetricTree } from './metric-tree.ts'
import { productMultipliers } from './multipliers.ts'

export interface Contribution extends Change {
  readonly key: string
  /** How much of the root’s change came through here. The contributions of a node’s parts sum to its own. */
  readonly contribution: number
  /** Of the root’s change; null when it did not change as a whole. */
  readonly share: number | null
  readonly parts: readonly Contribution[]
}

/**
 * Which parts of a metric moved it, and by how much: sums and differences by their parts, products and ratios by LMDI
 * (Shapley where there is a zero or a change of sign). At every level the contributions sum to the change.
 * Null when a ratio somewhere is over 0, or a number is too large, so that there is no change to explain.
 */
export function explainChange(tree: MetricTree): Contribution | null {
  const { before, after } = changeOf(tree)
  if (!Number.isFinite(before) || !Number.isFinite(after) || !isDefined(tree)) return null
  const found = explain(tree, 1, after - before)
  return isFiniteBelow(found) ? found : null
}

/** Products of very large numbers leave what a number can hold. */
function isFiniteBelow({ contribution, share, parts }: Contribution): boolean {
  return Number.isFinite(contribution) && Number.isFinite(share ?? 0) && parts.every(isFiniteBelow)
}

function isDefined(tree: MetricTree): boolean {
  const { before, after } = changeOf(tree)
  return Number.isFinite(before) && Number.isFinite(after) && (!isNode(tree) || tree.parts.every(isDefined))
}

function explain(tree: MetricTree, multiplier: number, whole: number): Contribution {
  const change = changeOf(tree)
  const contribution = multiplier * (change.after - change.before)
  const multipliers = isNode(tree) ? multipliersOf(tree) : []
  return {
    key: tree.key,
    ...change,
    contribution,
    share: whole === 0 ? null : contribution / whole,
    parts: isNode(tree)
      ? tree.parts.map((part, index) => explain(part, multiplier * (multipliers[index] ?? 0), whole))
      : [],
  }
}

/** What one unit of change in each part changed the node by. */
function multipliersOf(node: MetricNode): number[] {
  switch (node.operation) {
    case 'sum':
      return node.parts.map(() => 1)
    case 'difference':
      return node.parts.map((_, index) => (index === 0 ? 1 : -1))
    case 'product':
      return productMultipliers(node.parts.map(changeOf))
    case 'ratio': {
      const [numerator, denominator] = node.parts.map(changeOf)
      if (!numerator || !denominator) return []
      const inverse = { before: 1 / denominator.before, after: 1 / denominator.after }
      const [top = 0, bottom = 0] = productMultipliers([numerator, inverse])
      // 1/b₁ − 1/b₀ = −(b₁ − b₀) / (b₀ b₁)
      return [top, -bottom / (denominator.before * denominator.after)]
    }
  }
}
