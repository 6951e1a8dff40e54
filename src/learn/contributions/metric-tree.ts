/**
 * A metric in terms of others, with the values of its leaves before and after.
 *
 * @example AUM = customers × products a customer × balance a product
 * { key: 'aum', operation: 'product', parts: [{ key: 'customers', before: 100, after: 110 }, …] }
 */
export type MetricTree = MetricLeaf | MetricNode

export interface MetricLeaf {
  readonly key: string
  readonly before: number
  readonly after: number
}

export interface MetricNode {
  readonly key: string
  /** `difference`: the first less all others. `ratio`: the first divided by the second. */
  readonly operation: 'sum' | 'difference' | 'product' | 'ratio'
  readonly parts: readonly MetricTree[]
}

export interface Change {
  readonly before: number
  readonly after: number
}

export const isNode = (tree: MetricTree): tree is MetricNode => 'parts' in tree

/** The value of a tree at both times. A ratio over 0 is not a number. */
export function changeOf(tree: MetricTree): Change {
  if (!isNode(tree)) return { before: tree.before, after: tree.after }
  const parts = tree.parts.map(changeOf)
  return {
    before: valueOf(
      tree.operation,
      parts.map(({ before }) => before),
    ),
    after: valueOf(
      tree.operation,
      parts.map(({ after }) => after),
    ),
  }
}

function valueOf(operation: MetricNode['operation'], parts: readonly number[]): number {
  const [first = 0, ...others] = parts
  switch (operation) {
    case 'sum':
      return parts.reduce((sum, value) => sum + value, 0)
    case 'difference':
      return others.reduce((rest, value) => rest - value, first)
    case 'product':
      return parts.reduce((product, value) => product * value, 1)
    case 'ratio':
      return others[0] === 0 || others[0] === undefined ? Number.NaN : first / others[0]
  }
}
