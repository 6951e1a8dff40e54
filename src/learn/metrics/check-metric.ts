import type { Context } from '../../platform/context.ts'
import { AppError, messageOf } from '../../platform/errors.ts'
import { checkRule } from '../../understand/rules/index.ts'
import { loadRuleCatalogue } from '../../understand/segments/index.ts'
import { compileExpression, ExpressionError, parseExpression } from '../../understand/tags/index.ts'
import { loadDefinitions } from './load-definitions.ts'
import { type Definition, metricsOf, type Resolved, resolveFormula } from './resolve-formula.ts'
import type { newMetric } from './schema.ts'
import { metricTables } from './store.ts'
import type { z } from 'zod'

/**
 * Check a definition against what exists.
 * @throws AppError invalid_definition saying what is wrong and where
 */
export async function checkMetric(ctx: Context, metric: z.output<typeof newMetric>): Promise<void> {
  await checkFormula(ctx, metric)
  await checkTree(ctx, metric)
}

/**
 * A formula down to what it reads.
 * @throws AppError invalid_definition saying what is wrong and where
 */
export async function checkFormula(ctx: Context, { key, formula, condition }: Definition): Promise<Resolved> {
  if (condition || formula.kind === 'customers') {
    const catalogue = await loadRuleCatalogue(ctx)
    if (condition) checkRule(condition, catalogue, { pointer: '/condition', draft: true })
    if (formula.kind === 'customers')
      checkRule(formula.rule, catalogue, { pointer: '/formula/rule', draft: true })
  }
  if (formula.kind === 'expression') checkExpression(formula.expression)
  const definitions = new Map<string, Definition>(await loadDefinitions(ctx))
  const resolved = resolveFormula({ key, formula, condition }, definitions)
  // Whoever reads this metric must not be read by it.
  definitions.set(key, { key, formula, condition })
  for (const other of definitions.values())
    if (metricsOf(other.formula).includes(key)) resolveFormula(other, definitions)
  return resolved
}

/** The parts of a metric exist, and nothing is a part of itself, however far below. */
async function checkTree(ctx: Context, { key, tree }: z.output<typeof newMetric>): Promise<void> {
  if (!tree) return
  if (tree.operation === 'ratio' && tree.parts.length !== 2)
    throw wrong('/tree/parts', 'A ratio has two parts: numerator and denominator')
  const rows = await metricTables(ctx.postgres)
    .selectFrom('metric')
    .select(['key', 'tree'])
    .where('archived_at', 'is', null)
    .execute()
  const partsOf = new Map(rows.map((row) => [row.key, row.tree?.parts ?? []]))
  const wayTo = (at: string, above: readonly string[]): readonly string[] | null => {
    if (at === key) return [...above, at]
    if (above.includes(at)) return null
    for (const part of partsOf.get(at) ?? []) {
      const way = wayTo(part, [...above, at])
      if (way) return way
    }
    return null
  }
  for (const [i, part] of tree.parts.entries()) {
    const path = `/tree/parts/${i}`
    if (part === key) throw wrong(path, 'A metric is no part of itself')
    if (!partsOf.has(part)) throw wrong(path, `There is no metric "${part}"`)
    const circle = wayTo(part, [])
    if (circle) throw wrong(path, `The metric would be a part of itself: ${[key, ...circle].join(' → ')}`)
  }
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
