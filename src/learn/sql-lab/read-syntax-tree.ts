import { AppError } from '../../platform/errors.ts'

/** One node of ClickHouse's own syntax tree, as EXPLAIN AST prints it. */
export interface SyntaxNode {
  readonly kind: string
  /** What follows the kind: the name of a function, an identifier, a literal. */
  readonly value: string
  readonly children: readonly SyntaxNode[]
}

interface Open extends SyntaxNode {
  readonly children: SyntaxNode[]
  readonly expected: number
}

const line = /^( *)([A-Za-z:]+)(?: (.*?))??(?: \(children (\d+)\))?$/s
const alias = / \(alias (?:[^()]|\([^()]*\))*\)$/s

/**
 * The tree behind the printed lines, one a node, indented by its depth.
 * @throws AppError internal when the lines are not a tree in which every node has as many children as it says
 */
export function readSyntaxTree(lines: readonly string[]): SyntaxNode {
  const path: Open[] = []
  let root: SyntaxNode | undefined
  const close = (depth: number): void => {
    for (const node of path.splice(depth)) if (node.children.length !== node.expected) throw broken()
  }
  for (const text of lines) {
    if (text === '') continue
    const [, indent = '', kind = '', value = '', count = '0'] = line.exec(text) ?? []
    if (kind === '' || indent.length > path.length) throw broken()
    close(indent.length)
    const node: Open = {
      kind,
      value: value.trim().replace(alias, ''),
      children: [],
      expected: Number(count),
    }
    const parent = path.at(-1)
    if (parent) parent.children.push(node)
    else if (root) throw broken()
    else root = node
    path.push(node)
  }
  close(0)
  if (!root) throw broken()
  return root
}

function broken(): AppError {
  return new AppError('internal', 'ClickHouse printed a syntax tree that cannot be read')
}
