import type { Context } from '../../platform/context.ts'
import { AppError, messageOf } from '../../platform/errors.ts'
import { checkRule } from '../../understand/rules/index.ts'
import { loadRuleCatalogue } from '../../understand/segments/index.ts'
import { compileExpression, ExpressionError, parseExpression } from '../../understand/tags/index.ts'
import { loadDefinitions } from './load-definitions.ts'
import { metricsOf, resolveFormula } from './resolve-formula.ts'
import type { newMetric } from './schema.ts'
import type { z } from 'zod'

/**
 * Check a definition against what exists.
 * @throws AppError invalid_definition saying what is wrong and where
 */
export async function checkMetric(ctx: Context, metric: z.output<typeof newMetric>): Promise<void> {
  const { key, formula, condition, tree } = metric
  if (condition || formula.kind === 'customers') {
    const catalogue = await loadRuleCatalogue(ctx)
    if (condition) checkRule(condition, catalogue, { pointer: '/condition', draft: true })
    if (formula.kind === 'customers')
      checkRule(formula.rule, catalogue, { pointer: '/formula/rule', draft: true })
  }
  if (formula.kind === 'expression') checkExpression(formula.expression)
  const definitions = await loadDefinitions(ctx)
  resolveFormula({ key, formula, condition }, definitions)
  // Whoever reads this metric must not be read by it.
  definitions.set(key, { key, formula, condition, period: metric.period })
  for (const other of definitions.values())
    if (metricsOf(other.formula).includes(key)) resolveFormula(other, definitions)
  for (const [i, part] of (tree?.parts ?? []).entries()) {
    const path = `/tree/parts/${i}`
    if (part === key) throw wrong(path, 'A metric is no part of itself')
    if (!definitions.has(part)) throw wrong(path, `There is no metric "${part}"`)
  }
  if (tree?.operation === 'ratio' && tree.parts.length !== 2)
    throw wrong('/tree/parts', 'A ratio has two parts: numerator and denominator')
}

function checkExpression(text: string): void {
  try {
    const { type } = compileExpression(parseExpression(text), {
      today: '1970-01-01',
      tag: (key) => (key === 'today' ? undefined : { type: 'number', sql: '1' }),
    })
    if (type !== 'number') throw wrong('/formula/expression', `It is ${type}, not a number`)
  } catch (error) {
    if (error instanceof ExpressionError) throw wrong('/formula/expression', messageOf(error))
    throw error
  }
}

const wrong = (path: string, message: string): AppError =>
  new AppError('invalid_definition', `The metric is wrong at ${path}: ${message}`, {
    details: [{ path, message }],
  })
