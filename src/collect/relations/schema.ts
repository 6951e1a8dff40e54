import { z } from 'zod'
import { pageQuery } from '../../platform/http/route-kit.ts'

export const relationKinds = ['household', 'payroll', 'merchant', 'disponent', 'referrer'] as const

const customerNumber = z.string().trim().min(1).max(64)
export const relationKey = z.object({
  customerNumber: customerNumber.meta({
    description: 'Who names the other: the employee, the buyer, the one referred',
  }),
  relatedNumber: customerNumber.meta({
    description: 'Who is named: the company, the merchant, the referrer',
  }),
  kind: z.enum(relationKinds),
})
export const relationInput = relationKey.extend({
  detail: z
    .string()
    .trim()
    .max(200)
    .regex(/^[^\0\p{Cs}]*$/u, 'must not hold NUL or damaged text')
    .default('')
    .meta({ description: 'What kind of household, which contract …' }),
})
export const relationQuery = pageQuery.extend({
  customerNumber: customerNumber.optional().meta({ description: 'Only those of this customer, either way' }),
  kind: z.enum(relationKinds).optional(),
})
export const relationView = z.object({
  customerNumber: z.string(),
  relatedNumber: z.string(),
  kind: z.string(),
  detail: z.string(),
  origin: z.string().meta({ description: "The import plan that brought it; '' when entered by hand" }),
})
export type RelationView = z.output<typeof relationView>
