/** What an expression over tags says. Positions count characters from 1. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'missing' }
  | { readonly kind: 'tag'; readonly key: string; readonly at: number }
  | { readonly kind: 'call'; readonly name: string; readonly of: readonly Expression[]; readonly at: number }
  | { readonly kind: 'negative'; readonly of: Expression }
  | { readonly kind: 'not'; readonly of: Expression }
  | {
      readonly kind: 'binary'
      readonly sign: string
      readonly left: Expression
      readonly right: Expression
      readonly at: number
    }
  | {
      readonly kind: 'in'
      readonly of: Expression
      readonly values: readonly Expression[]
      readonly at: number
    }
  | { readonly kind: 'is_missing'; readonly of: Expression }
  | {
      readonly kind: 'case'
      readonly branches: readonly { readonly when: Expression; readonly value: Expression }[]
      readonly otherwise: Expression
      readonly at: number
    }

export class ExpressionError extends Error {}

interface Token {
  readonly kind: 'number' | 'text' | 'word' | 'sign' | 'end'
  readonly text: string
  readonly at: number
}

const tokenPattern =
  /\s*(?:(?<number>\d+(?:\.\d+)?)|'(?<text>(?:[^']|'')*)'|(?<word>[A-Za-z_]\w*)|(?<sign><=|>=|!=|[-+*/(),<>=]))/y
const deepest = 60
const reserved = new Set(['and', 'or', 'not', 'in', 'is', 'case', 'when', 'then', 'else', 'end'])

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let position = 0
  while (text.slice(position).trim() !== '') {
    tokenPattern.lastIndex = position
    const groups = tokenPattern.exec(text)?.groups
    if (!groups) throw new ExpressionError(`cannot be read from character ${position + 1} on`)
    const at = position + 1 + (/^\s*/.exec(text.slice(position))?.[0].length ?? 0)
    position = tokenPattern.lastIndex
    for (const kind of ['number', 'text', 'word', 'sign'] as const) {
      const found = groups[kind]
      if (found !== undefined)
        tokens.push({ kind, text: kind === 'text' ? found.replaceAll("''", "'") : found, at })
    }
  }
  return [...tokens, { kind: 'end', text: '', at: text.length + 1 }]
}

/**
 * Read an expression over tags:
 * numbers, 'texts', true, false, missing, tag keys · + - * / · = != < <= > >= · x in (…) · x is [not] missing ·
 * and, or, not · case when … then … else … end · calls such as if(c, a, b).
 * @throws ExpressionError saying what is wrong and where
 */
export function parseExpression(text: string): Expression {
  const tokens = tokensOf(text)
  let next = 0
  let depth = 0

  const peek = (): Token => tokens[next] ?? { kind: 'end', text: '', at: text.length + 1 }
  const is = (...words: string[]): boolean =>
    (peek().kind === 'word' || peek().kind === 'sign') && words.includes(peek().text.toLowerCase())
  const take = (): Token => {
    const token = peek()
    next += 1
    return token
  }
  const skip = (word: string): boolean => {
    if (!is(word)) return false
    next += 1
    return true
  }
  const expect = (word: string): void => {
    if (!skip(word)) throw unexpected(`"${word}"`)
  }
  const unexpected = (wanted: string): ExpressionError => {
    const { kind, text: found, at } = peek()
    return new ExpressionError(
      `needs ${wanted} at character ${at}, not ${kind === 'end' ? 'the end' : `"${found}"`}`,
    )
  }
  const leftToRight = (operand: () => Expression, ...signs: string[]): Expression => {
    let left = operand()
    while (is(...signs)) {
      const { text: sign, at } = take()
      left = { kind: 'binary', sign: sign.toLowerCase(), left, right: operand(), at }
    }
    return left
  }
  const either = (): Expression => {
    depth += 1
    if (depth > deepest) throw new ExpressionError(`is nested more than ${deepest} deep`)
    const found = leftToRight(both, 'or')
    depth -= 1
    return found
  }
  const both = (): Expression => leftToRight(negation, 'and')
  const negation = (): Expression => {
    let negated = false
    while (skip('not')) negated = !negated
    const of = comparison()
    return negated ? { kind: 'not', of } : of
  }
  const comparison = (): Expression => {
    const left = sum()
    const { at } = peek()
    if (is('=', '!=', '<', '<=', '>', '>='))
      return { kind: 'binary', sign: take().text, left, right: sum(), at }
    if (skip('is')) {
      const negated = skip('not')
      expect('missing')
      const found: Expression = { kind: 'is_missing', of: left }
      return negated ? { kind: 'not', of: found } : found
    }
    const negated = is('not')
    if (negated) next += 1
    if (skip('in')) {
      const found: Expression = { kind: 'in', of: left, values: list(), at }
      return negated ? { kind: 'not', of: found } : found
    }
    if (negated) throw unexpected('"in"')
    return left
  }
  const sum = (): Expression => leftToRight(product, '+', '-')
  const product = (): Expression => leftToRight(signed, '*', '/')
  const signed = (): Expression => {
    let negative = false
    while (skip('-')) negative = !negative
    const of = operand()
    return negative ? { kind: 'negative', of } : of
  }
  const list = (): Expression[] => {
    expect('(')
    if (skip(')')) return []
    const items = [either()]
    while (skip(',')) items.push(either())
    expect(')')
    return items
  }
  const cases = (at: number): Expression => {
    const branches: { when: Expression; value: Expression }[] = []
    while (skip('when')) {
      const when = either()
      expect('then')
      branches.push({ when, value: either() })
    }
    if (branches.length === 0) throw unexpected('"when"')
    const otherwise: Expression = skip('else') ? either() : { kind: 'missing' }
    expect('end')
    return { kind: 'case', branches, otherwise, at }
  }
  const operand = (): Expression => {
    if (skip('(')) {
      const inner = either()
      expect(')')
      return inner
    }
    const { kind, text: found, at } = peek()
    const word = found.toLowerCase()
    if (kind === 'end' || kind === 'sign' || (kind === 'word' && reserved.has(word) && word !== 'case'))
      throw unexpected('a value')
    next += 1
    if (kind === 'number') return { kind: 'number', value: Number(found) }
    if (kind === 'text') return { kind: 'text', value: found }
    if (word === 'case') return cases(at)
    if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true' }
    if (word === 'missing') return { kind: 'missing' }
    return is('(') ? { kind: 'call', name: word, of: list(), at } : { kind: 'tag', key: found, at }
  }

  const whole = either()
  if (peek().kind !== 'end') throw unexpected('the end')
  return whole
}

/** Keys of the tags that an expression reads. */
export function tagsOf(expression: Expression): string[] {
  switch (expression.kind) {
    case 'tag':
      return [expression.key]
    case 'call':
      return expression.of.flatMap(tagsOf)
    case 'negative':
    case 'not':
    case 'is_missing':
      return tagsOf(expression.of)
    case 'binary':
      return [...tagsOf(expression.left), ...tagsOf(expression.right)]
    case 'in':
      return [expression.of, ...expression.values].flatMap(tagsOf)
    case 'case':
      return [
        ...expression.branches.flatMap(({ when, value }) => [...tagsOf(when), ...tagsOf(value)]),
        ...tagsOf(expression.otherwise),
      ]
    default:
      return []
  }
}
