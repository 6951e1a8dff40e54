import { z } from 'zod'
import { instant, type Row } from './write-rows.ts'

/** What came of evidence: two customers became one, were one already, stayed two, or were taken apart later. */
const linkOutcomes = ['merged', 'known', 'refused', 'separated'] as const

/** A row of identity_link; see the migration. */
export const identityLink = z.object({
  namespace: z.string(),
  value: z.string(),
  number: z.number(),
  to_namespace: z.string(),
  to_value: z.string(),
  to_number: z.number(),
  outcome: z.enum(linkOutcomes),
  refusal: z.string(),
  customer: z.number(),
  into: z.number(),
  rule: z.string(),
  evidence: z.string(),
  /** Milliseconds since the epoch. */
  at: z.coerce.number(),
  place: z.number(),
  updated: z.coerce.number(),
})
export type IdentityLink = z.output<typeof identityLink>

/** Columns of `identityLink`, as SQL over identity_link. */
export const identityLinkColumns = `namespace, value, number, to_namespace, to_value, to_number, outcome, refusal,
  customer, into, rule, evidence, toUnixTimestamp64Milli(at) AS at, place, toUnixTimestamp64Milli(updated) AS updated`

/** Links that hold customers together. */
export const isActive = (link: Pick<IdentityLink, 'outcome'>): boolean =>
  link.outcome === 'merged' || link.outcome === 'known'

export function linkRow(link: IdentityLink): Row {
  return [
    link.namespace,
    link.value,
    link.number,
    link.to_namespace,
    link.to_value,
    link.to_number,
    link.outcome,
    link.refusal,
    link.customer,
    link.into,
    link.rule,
    link.evidence,
    instant(link.at),
    link.place,
    instant(link.updated),
  ]
}
