/** Arithmetic between series: numbers, A … J, + − × ÷ and parentheses. */
export type Formula =
  | { readonly number: number }
  | { readonly series: number }
  | { readonly sign: '+' | '-' | '*' | '/'; readonly left: Formula; readonly right: Formula }

function wrong(message: string): never {
  throw new SyntaxError(message)
}

/** @returns the formula, or what is wrong with it */
export function parseFormula(text: string, series: number): Formula | string {
  const tokens = text.match(/\d+(?:\.\d+)?|[A-Za-z]+|[-+*/()]|\S/g) ?? []
  let at = 0
  const atom = (): Formula => {
    const token = tokens[at] ?? wrong('ends too early')
    at += 1
    if (token === '(') {
      const inside = sum()
      if (tokens[at] !== ')') wrong('lacks a closing parenthesis')
      at += 1
      return inside
    }
    if (token === '-') return { sign: '-', left: { number: 0 }, right: atom() }
    if (/^\d/.test(token)) return { number: Number(token) }
    const index = /^[A-J]$/.test(token) ? token.charCodeAt(0) - 65 : -1
    if (index < 0 || index >= series)
      return wrong(
        `"${token}" is no series: use ${series === 1 ? 'A' : `A to ${String.fromCodePoint(64 + series)}`}`,
      )
    return { series: index }
  }
  const chain = (signs: readonly string[], next: () => Formula): Formula => {
    let left = next()
    for (;;) {
      const sign = tokens[at]
      if ((sign !== '+' && sign !== '-' && sign !== '*' && sign !== '/') || !signs.includes(sign)) return left
      at += 1
      left = { sign, left, right: next() }
    }
  }
  const product = (): Formula => chain(['*', '/'], atom)
  const sum = (): Formula => chain(['+', '-'], product)
  try {
    const formula = sum()
    return at < tokens.length ? `"${tokens[at]}" does not belong there` : formula
  } catch (error) {
    if (error instanceof SyntaxError) return error.message
    throw error
  }
}

/** Null where a series has no value, and for division by zero. */
export function evaluateFormula(formula: Formula, values: readonly (number | null)[]): number | null {
  if ('number' in formula) return formula.number
  if ('series' in formula) return values[formula.series] ?? null
  const left = evaluateFormula(formula.left, values)
  const right = evaluateFormula(formula.right, values)
  if (left === null || right === null) return null
  switch (formula.sign) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return right === 0 ? null : left / right
  }
}
