import { z } from 'zod'
import { leafSchemas } from './leaves/index.ts'

/** The rule language as zod: conditions under all, any and not. */
const rule: z.ZodType = z
  .lazy(() =>
    z.union([
      z.strictObject({ all: z.array(rule).min(1) }),
      z.strictObject({ any: z.array(rule).min(1) }),
      z.strictObject({ not: rule }),
      ...leafSchemas,
    ]),
  )
  .meta({ id: 'Rule' })

let generated: Record<string, unknown> | undefined

/**
 * The rule language as JSON Schema (draft 2020-12), for editors and other programs. What depends on the bank (which
 * tags there are, and what they may be compared with) is checked when a rule is sent.
 */
export function ruleJsonSchema(): Record<string, unknown> {
  generated ??= {
    ...z.toJSONSchema(rule, { io: 'input', unrepresentable: 'any' }),
    title: 'A rule: which customers are meant',
  }
  return generated
}
