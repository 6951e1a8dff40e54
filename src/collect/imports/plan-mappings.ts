import type { Expression } from './expression.ts'
import type { Plan, TargetName } from './schema.ts'
import { targets } from './targets/index.ts'
import type { Mapping } from './targets/target.ts'

/** The mappings of one target in the loader's common shape. */
export function mappingsOf(plan: Plan, target: TargetName): Mapping[] {
  const listed = plan[target]
  return Array.isArray(listed) ? listed.map((mapping) => toMapping(mapping, target)) : []
}

function toMapping(mapping: object, target: TargetName): Mapping {
  const { from, rows, where, ...rest } = mapping as Pick<Mapping, 'from' | 'rows' | 'where'> &
    Record<string, unknown>
  const fields: Record<string, Expression | undefined> = {}
  const attributes: Record<string, Readonly<Record<string, Expression>> | undefined> = {}
  // zod has checked the shapes: a field of type `attributes` is a map of expressions, any other an expression.
  for (const [name, value] of Object.entries(rest)) {
    const field = target === 'customers' && name === 'number' ? 'customer' : name
    if (targets[target].fields[field]?.type === 'attributes') {
      attributes[field] = value as Readonly<Record<string, Expression>>
    } else {
      fields[field] = value as Expression
    }
  }
  return { from, rows, where, fields, attributes }
}
