import { z } from 'zod'

const propertyCondition = z.strictObject({
  property: z.string().min(1).max(200),
  op: z.enum(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in']),
  value: z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()])).min(1)]),
})

const eventCondition = z.strictObject({
  event: z.string().min(1).max(200).describe('Name of a behaviour event'),
  where: z.array(propertyCondition).max(20).default([]),
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
