import { createHash } from 'node:crypto'
import { AppError } from '../../platform/errors.ts'
import { type Expression, parseExpression, tagsOf } from '../../understand/tags/index.ts'
import type { Formula } from './schema.ts'

/** What of a definition decides its values. */
export interface Definition {
  readonly key: string
  readonly formula: Formula
  /** Rule of the customers who qualify. */
  readonly condition: Readonly<Record<string, unknown>> | null
}

/** A formula that reads stored facts, with the customers who qualify. */
export interface Base {
  readonly formula: Exclude<Formula, { kind: 'ratio' | 'expression' }>
  readonly condition: Readonly<Record<string, unknown>> | null
}

export type Resolved =
  | { readonly kind: 'base'; readonly base: Base }
  | { readonly kind: 'ratio'; readonly of: Resolved; readonly per: Resolved }
  | {
      readonly kind: 'expression'
      readonly expression: Expression
      readonly text: string
      readonly metrics: ReadonlyMap<string, Resolved>
    }

/** Keys of the metrics that a formula reads. */
export function metricsOf(formula: Formula): string[] {
  if (formula.kind === 'ratio') return [...new Set([formula.of, formula.per])]
  return formula.kind === 'expression' ? tagsOf(parseExpression(formula.expression)) : []
}

/**
 * A metric down to what is read. A condition of a metric holds for whatever it is made of that has none of its own.
 * @throws AppError invalid_definition for a metric that is not there, or one that reads itself
 */
export function resolveFormula(
  metric: Definition,
  metrics: ReadonlyMap<string, Definition>,
  above: readonly string[] = [],
  inherited: Definition['condition'] = null,
): Resolved {
  const { key, formula } = metric
  if (above.includes(key)) throw wrong(`"${key}" is computed from itself: ${[...above, key].join(' → ')}`)
  const condition = metric.condition ?? inherited
  const of = (part: string): Resolved => {
    const known = metrics.get(part)
    if (!known) throw wrong(`"${key}" reads the metric "${part}", which does not exist`)
    return resolveFormula(known, metrics, [...above, key], condition)
  }
  switch (formula.kind) {
    case 'ratio':
      return { kind: 'ratio', of: of(formula.of), per: of(formula.per) }
    case 'expression': {
      const parsed = parseExpression(formula.expression)
      return {
        kind: 'expression',
        expression: parsed,
        text: formula.expression,
        metrics: new Map(tagsOf(parsed).map((part) => [part, of(part)])),
      }
    }
    default:
      return { kind: 'base', base: { formula, condition } }
  }
}

/** What a metric reads, each once. */
export function basesOf(resolved: Resolved): Base[] {
  const found = new Map<string, Base>()
  const visit = (part: Resolved): void => {
    if (part.kind === 'base') found.set(baseKey(part.base), part.base)
    else if (part.kind === 'ratio') [part.of, part.per].forEach(visit)
    else [...part.metrics.values()].forEach(visit)
  }
  visit(resolved)
  return [...found.values()]
}

export const baseKey = (base: Base): string => JSON.stringify(base)

/** A number of 64 bits that changes with the definition and with those it is made of; decimal. */
export function fingerprintOf(resolved: Resolved): string {
  return BigInt(`0x${createHash('sha256').update(textOf(resolved)).digest('hex').slice(0, 16)}`).toString()
}

function textOf(resolved: Resolved): string {
  switch (resolved.kind) {
    case 'base':
      return baseKey(resolved.base)
    case 'ratio':
      return `(${textOf(resolved.of)}) / (${textOf(resolved.per)})`
    case 'expression':
      return JSON.stringify([resolved.text, [...resolved.metrics].map(([key, part]) => [key, textOf(part)])])
  }
}

const wrong = (message: string): AppError =>
  new AppError('invalid_definition', message, { details: [{ path: '/formula', message }] })
