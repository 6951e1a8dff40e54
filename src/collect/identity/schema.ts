import { z } from 'zod'
import { pageQuery } from '../../platform/http/route-kit.ts'
import { namespaces } from '../protocols/index.ts'

/** PostgreSQL stores neither NUL nor half a character. */
export const note = z
  .string()
  .trim()
  .max(500)
  .regex(/^[^\0\p{Cs}]*$/u, 'must not hold NUL or damaged text')
  .default('')
  .meta({ description: 'Why, for whoever reads the decision later' })

export const namespaceView = z.object({
  key: z.enum(namespaces),
  position: z.number().int().meta({ description: 'Strength: the smallest is believed first' }),
  sensitive: z.boolean().meta({ description: 'Stored as a keyed hash, never in clear' }),
  unique: z
    .boolean()
    .meta({ description: 'A customer has at most one: two who each have one never merge by themselves' }),
  shareable: z.boolean().meta({ description: 'Whether several customers may use one value at all' }),
  maxPerCustomer: z.number().int().meta({ description: 'Values that one customer may have' }),
  maxCustomers: z.number().int().nullable().meta({
    description: 'Customers that may use one value; used by more, it is shared and links nobody. null: never',
  }),
  version: z.number().int(),
})
export type NamespaceView = z.output<typeof namespaceView>

export const namespaceKey = z.object({ key: z.enum(namespaces) })
export const namespaceChange = z
  .strictObject({
    maxPerCustomer: z.number().int().min(1).max(10_000).optional(),
    maxCustomers: z.number().int().min(1).max(10_000).optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'change at least one limit')

export const identifierView = z.object({
  namespace: z.string().meta({ description: 'customer: a customer as such, linked by a steward' }),
  value: z.string().meta({ description: 'Masked; of phones and documents the beginning of the keyed hash' }),
  customer: z.number().int().meta({ description: 'The number that the identifier was first given' }),
})
const evidenceView = z.object({
  rule: z.string().meta({ description: '$identify, $SignUp, $alias …, import, or steward' }),
  source: z.number().int().nullable().meta({ description: 'Source of the message, null for anything else' }),
  message: z.string().meta({ description: 'Message id, or what else says it: suspected_duplicate:12' }),
})

export const linkQuery = pageQuery.extend({
  customer: z.coerce
    .number()
    .int()
    .min(1)
    .max(4_294_967_295)
    .optional()
    .meta({ description: 'Only those about this customer, by any number that belongs to the customer' }),
  customerNumber: z.string().max(64).optional().meta({ description: "The same by the bank's own number" }),
})
export const mergeQuery = linkQuery.extend({
  state: z
    .enum(['merged', 'separated'])
    .optional()
    .meta({ description: 'merged: stands; separated: taken apart' }),
  rule: z.string().max(64).optional(),
})
export type MergeQuery = z.output<typeof mergeQuery>

export const mergeView = z.object({
  id: z.string(),
  at: z.iso.datetime().meta({ description: 'When the evidence was found' }),
  state: z.enum(['merged', 'separated']),
  separatedAt: z.iso.datetime().nullable(),
  customer: z.number().int().meta({ description: 'The number that gave way' }),
  into: z.number().int().meta({ description: 'The number that stayed' }),
  customerNumbers: z.array(z.string()).meta({
    description: "The bank's own numbers of the two, '' where it has none; the one that gave way first",
  }),
  identifiers: z
    .array(identifierView)
    .meta({ description: 'What was said to be one customer; the stronger second' }),
  evidence: evidenceView,
})
export type MergeView = z.output<typeof mergeView>

export const conflictQuery = linkQuery.extend({
  refusal: z.string().max(64).optional().meta({ description: 'Only those refused for this reason' }),
})
export type ConflictQuery = z.output<typeof conflictQuery>
export const conflictView = mergeView.omit({ state: true, separatedAt: true }).extend({
  refusal: z.string().meta({
    description:
      'Why they stay two: a namespace of which a person has one, values (too many), separated (by a steward), shared (by many)',
  }),
})
export type ConflictView = z.output<typeof conflictView>

export const sharedQuery = pageQuery.extend({
  namespace: z.enum(namespaces).optional(),
  state: z.enum(['shared', 'allowed']).default('shared'),
})
export const sharedView = z.object({
  id: z.string(),
  namespace: z.string(),
  value: z.string().meta({ description: 'Masked' }),
  customer: z
    .number()
    .int()
    .meta({ description: 'The number of what only it identifies; it stands for nobody' }),
  customers: z.number().int().meta({ description: 'How many used it when it was marked' }),
  state: z.enum(['shared', 'allowed']),
  actor: z.string(),
  note: z.string(),
  at: z.iso.datetime(),
})
export type SharedView = z.output<typeof sharedView>
export const shareInput = z.strictObject({
  namespace: z.enum(namespaces),
  value: z.string().trim().min(1).max(255),
  note,
})
export const linkId = z.object({ id: z.string().regex(/^\d{1,20}$/) })

export const separationView = z.object({
  id: z.number().int(),
  customers: z.array(z.object({ customer: z.number().int(), number: z.string() })),
  note: z.string(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  liftedBy: z.string().nullable(),
  liftedAt: z.iso.datetime().nullable(),
})
export type SeparationView = z.output<typeof separationView>
export const separationId = z.object({ id: z.coerce.number().int().min(1).max(2_147_483_647) })

export const identityCounts = z.object({
  merges: z.number().int().meta({ description: 'Merges that stand' }),
  separated: z.number().int().meta({ description: 'Merges taken apart' }),
  conflicts: z.array(z.object({ refusal: z.string(), links: z.number().int() })),
  shared: z.array(z.object({ namespace: z.string(), identifiers: z.number().int() })),
  separations: z.number().int().meta({ description: 'Pairs that stewards keep apart' }),
})
