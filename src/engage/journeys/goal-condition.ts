import { z } from 'zod'
import { type PropertyCondition, propertyCondition } from '../../understand/rules/index.ts'

/** How conditions were written before they became those of the rule language; published graphs keep them. */
const earlierCondition = z.strictObject({
  property: z.string().min(1).max(200),
  op: z.enum(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in']),
  value: z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()])).min(1)]),
})

/** A condition on one property of an event, as in the rule language. */
export const eventPropertyCondition = z.union([propertyCondition, earlierCondition])
export type EventPropertyCondition = z.output<typeof eventPropertyCondition>

export const eventCondition = z.strictObject({
  event: z.string().min(1).max(200).describe('Name of a behaviour event'),
  where: z.array(eventPropertyCondition).max(20).default([]),
})
const ledgerCondition = z.strictObject({
  ledger: z.strictObject({
    operation: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
    category: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
    direction: z.enum(['credit', 'debit']).optional(),
    minAmount: z.number().positive().optional().describe('Least absolute amount of the transaction'),
  }),
})

/**
 * What counts as success: something the customer did.
 *
 * @example { event: fund_purchase_succeeded, where: [{ property: amount, op: gte, value: 1000 }] }
 * @example { ledger: { direction: credit, operation: 'VKLAD', minAmount: 1000 } }
 */
export const goalCondition = z.union([eventCondition, ledgerCondition])
export type GoalCondition = z.output<typeof goalCondition>

/** The condition in the words of the rule language. */
export function ruleCondition(condition: EventPropertyCondition): PropertyCondition {
  const current = propertyCondition.safeParse(condition)
  if (current.success) return current.data
  const { property, op, value } = earlierCondition.parse(condition)
  if (op === 'in' || Array.isArray(value)) {
    const list = (Array.isArray(value) ? value : [value]).map(String)
    return { property, op: op === 'ne' ? 'not_in' : 'in', value: list }
  }
  if (op === 'eq' || op === 'ne') return { property, op, value }
  return { property, op, value: Number(value) }
}
