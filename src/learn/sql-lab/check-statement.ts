import { allowedTableFunctions, isAllowedFunction } from './allowed-functions.ts'
import { readSyntaxTree, type SyntaxNode } from './read-syntax-tree.ts'
import type { Token } from './read-tokens.ts'
import { refuse } from './statement-problem.ts'

/** Kinds of nodes that a SELECT here may consist of. What is not listed (settings, samples, APPLY, …) is refused. */
const allowedNodes = new Set([
  'SelectWithUnionQuery',
  'SelectIntersectExceptQuery',
  'SelectQuery',
  'ExpressionList',
  'WithElement',
  'Subquery',
  'Literal',
  'Identifier',
  'TableIdentifier',
  'Function',
  'Asterisk',
  'QualifiedAsterisk',
  'ColumnsRegexpMatcher',
  'ColumnsListMatcher',
  'QualifiedColumnsRegexpMatcher',
  'QualifiedColumnsListMatcher',
  'ColumnsTransformerList',
  'ColumnsExceptTransformer',
  'ColumnsReplaceTransformer',
  'ColumnsReplaceTransformer::Replacement',
  'TablesInSelectQuery',
  'TablesInSelectQueryElement',
  'TableExpression',
  'TableJoin',
  'ArrayJoin',
  'OrderByElement',
  'WindowDefinition',
  'WindowListElement',
  'InterpolateElement',
])

const memberships = new Set(['in', 'notin', 'globalin', 'globalnotin', 'nullin', 'notnullin'])
/** Their last argument names a type as text. */
const casts = new Set([
  'cast',
  'accuratecast',
  'accuratecastornull',
  'accuratecastordefault',
  'jsonextract',
  'jsonextractcaseinsensitive',
])
const atom = String.raw`(?:U?Int(?:8|16|32|64|128|256)|Float(?:32|64)|Decimal(?:32|64|128|256)?|String|FixedString|Date|Date32|DateTime|DateTime64|Bool|UUID|Nullable|LowCardinality|Array|Map|Tuple)`
const plainType = new RegExp(String.raw`^'${atom}(?:\(|\)|[ ,]|\d+|\\'|[A-Za-z]+/[A-Za-z_]+|UTC|${atom})*'$`)

/** Words that begin what only operators of a database may say. */
const clauses = new Set(['settings', 'outfile', 'format', 'into', 'prewhere', 'sample'])

/**
 * Refuse every statement that is not one SELECT over the lab's own tables with listed functions: whatever is not known
 * to be harmless. ClickHouse itself has parsed it, so there is no second opinion about what a statement means.
 * @throws StatementRefused
 */
export function checkStatement(
  lines: readonly string[],
  tokens: readonly Token[],
  databases: ReadonlySet<string>,
): void {
  const end = tokens.at(-1)?.to ?? 0
  const root = readSyntaxTree(lines)
  if (root.kind !== 'SelectWithUnionQuery')
    refuse('not_a_select', 'Only SELECT statements run here', placeOf(tokens[0], end))
  new Check(tokens, end, databases).node(root)
}

/** Before ClickHouse parses it: what can be told from the words alone, which says best where. */
export function checkWords(tokens: readonly Token[]): void {
  const [first] = tokens
  if (!first) refuse('empty', 'There is no statement', { from: 0, to: 0 })
  const opening = tokens.find(({ text }) => text !== '(')
  if (opening?.kind !== 'word' || !/^(?:select|with|from)$/i.test(opening.text))
    refuse('not_a_select', 'Only SELECT statements run here: begin with SELECT or WITH', {
      ...(opening ?? first),
      subject: opening?.text ?? '',
    })
  tokens.forEach((token, index) => {
    if (token.kind !== 'word' || !clauses.has(token.text.toLowerCase())) return
    // format('{}', x) is a function, and anything may be the name of a column after a dot.
    if (tokens[index + 1]?.text === '(' && token.text.toLowerCase() === 'format') return
    if (tokens[index - 1]?.text === '.') return
    refuse('clause', `${token.text.toUpperCase()} cannot be used here: limits and formats are the lab's`, {
      ...token,
      subject: token.text.toUpperCase(),
    })
  })
}

function placeOf(token: Token | undefined, end: number): { from: number; to: number } {
  return token ? { from: token.from, to: token.to } : { from: 0, to: end }
}

class Check {
  readonly #tokens: readonly Token[]
  readonly #end: number
  readonly #databases: ReadonlySet<string>

  constructor(tokens: readonly Token[], end: number, databases: ReadonlySet<string>) {
    this.#tokens = tokens
    this.#end = end
    this.#databases = databases
  }

  node(node: SyntaxNode): void {
    const { kind, value, children } = node
    if (!allowedNodes.has(kind)) {
      refuse('construct', `The lab does not know the construct ${kind}`, { ...this.#whole(), subject: kind })
    }
    if (kind === 'TableIdentifier') this.#table(value)
    if (kind === 'Identifier') this.#identifier(value)
    if (kind === 'Function') this.#function(node)
    if (kind === 'TableExpression') this.#tableExpression(node)
    else for (const child of children) this.node(child)
  }

  #tableExpression({ children }: SyntaxNode): void {
    for (const child of children) {
      if (child.kind !== 'Function') {
        this.node(child)
        continue
      }
      if (!allowedTableFunctions.has(child.value))
        refuse(
          'table_function',
          `${child.value}(…) cannot be read from: there are the lab's tables and numbers(…)`,
          {
            ...this.#called(child.value),
            subject: child.value,
          },
        )
      for (const argument of child.children) this.node(argument)
    }
  }

  #table(name: string): void {
    if (!name.includes('.')) return
    const last = name.split('.').at(-1) ?? ''
    refuse('database', `Tables are named without a database: write ${last}`, {
      ...this.#dotted(name),
      subject: name,
    })
  }

  /** A column may be named with its table, never with a database. */
  #identifier(name: string): void {
    const [first = ''] = name.split('.')
    if (name.includes('.') && this.#databases.has(first.toLowerCase()))
      refuse('database', `${first} is a database: name tables and columns without it`, {
        ...this.#dotted(name),
        subject: name,
      })
  }

  #function({ value: name, children }: SyntaxNode): void {
    if (!isAllowedFunction(name))
      refuse('function', `The function ${name} cannot be used here`, { ...this.#called(name), subject: name })
    const typed = name.toLowerCase()
    const list = children[0]?.children ?? []
    if (memberships.has(typed)) {
      const right = list[1]
      if (right?.kind === 'Identifier' && right.value.includes('.'))
        refuse('database', `IN takes a list, a subquery or a table without a database, not ${right.value}`, {
          ...this.#dotted(right.value),
          subject: right.value,
        })
    }
    if (casts.has(typed)) {
      const type = list.at(-1)
      if (type?.kind !== 'Literal' || !plainType.test(type.value))
        refuse(
          'type',
          'This type cannot be converted to here: use numbers, texts, dates, arrays, maps and tuples',
          {
            ...this.#called(name),
            subject: type?.value ?? '',
          },
        )
    }
  }

  #whole(): { from: number; to: number } {
    return { from: this.#tokens[0]?.from ?? 0, to: this.#end }
  }

  /** Where a function is called, as far as its own name is written. */
  #called(name: string): { from: number; to: number } {
    const wanted = name.toLowerCase()
    const found = this.#tokens.find(
      ({ text, kind }, index) =>
        kind !== 'text' && text.toLowerCase() === wanted && this.#tokens[index + 1]?.text === '(',
    )
    return found ? placeOf(found, this.#end) : this.#whole()
  }

  #dotted(name: string): { from: number; to: number } {
    const [first = '', second = ''] = name.split('.')
    const index = this.#tokens.findIndex(
      ({ text, kind }, at) =>
        kind !== 'text' &&
        text === first &&
        this.#tokens[at + 1]?.text === '.' &&
        this.#tokens[at + 2]?.text === second,
    )
    const [from, to] = [this.#tokens[index], this.#tokens[index + 2]]
    return from && to ? { from: from.from, to: to.to } : this.#whole()
  }
}
