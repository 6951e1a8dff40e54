import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { type Definition, type Resolved, resolveFormula } from './resolve-formula.ts'
import { metricTables } from './store.ts'

/** The definitions of all metrics that are in use, by key. */
export async function loadDefinitions(
  ctx: Pick<Context, 'postgres'>,
): Promise<Map<string, Definition & { period: 'day' | 'month' }>> {
  const rows = await metricTables(ctx.postgres)
    .selectFrom('metric')
    .select(['key', 'formula', 'condition', 'period'])
    .where('archived_at', 'is', null)
    .orderBy('key')
    .execute()
  return new Map(rows.map((row) => [row.key, row]))
}

/**
 * One metric down to what it reads.
 * @throws AppError not_found
 */
export async function loadResolved(ctx: Pick<Context, 'postgres'>, key: string): Promise<Resolved> {
  const definitions = await loadDefinitions(ctx)
  const definition = definitions.get(key)
  if (!definition) throw new AppError('not_found', `There is no metric "${key}"`)
  return resolveFormula(definition, definitions)
}
