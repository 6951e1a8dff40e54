import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { maskAccount } from './mask.ts'
import { findPerson } from './person.ts'
import { identifierRows } from './queries/identifiers.ts'
import { mergeLog } from './queries/merge-log.ts'

export const identifierView = z.object({
  namespace: z.string(),
  value: z.string().describe('Masked; of a keyed hash the beginning'),
  hashed: z.boolean().describe('Kept as a keyed hash only'),
  customer: z.number().int().describe('The number it was seen under, before merges'),
  firstSeen: z.iso.datetime(),
})

export const mergeView = z.object({
  customer: z.number().int(),
  into: z.number().int(),
  undone: z.boolean(),
  reason: z.string(),
  evidence: z.string(),
  at: z.iso.datetime(),
})

const hashed = /^[0-9a-f]{64}$/

/** What a customer is known by. */
export async function readIdentifiers(
  ctx: Context,
  reference: string,
): Promise<z.output<typeof identifierView>[]> {
  const { members } = await findPerson(ctx, reference)
  const rows = await identifierRows(ctx.clickhouse, { members })
  return rows.map(({ namespace, value, person, firstSeen }) => ({
    namespace,
    value: shown(namespace, value),
    hashed: hashed.test(value),
    customer: person,
    firstSeen,
  }))
}

function shown(namespace: string, value: string): string {
  if (hashed.test(value)) return `${value.slice(0, 8)}…`
  // The customer number is how colleagues name a customer to each other.
  return namespace === 'customer_number' ? value : maskAccount(value)
}

/** What was merged into this customer, and taken out again, newest first. */
export async function readMerges(ctx: Context, reference: string): Promise<z.output<typeof mergeView>[]> {
  const { members } = await findPerson(ctx, reference)
  const rows = await mergeLog(ctx.clickhouse, { members })
  return rows.map(({ merged, into, reason, evidence, mergedAt }) => ({
    customer: merged,
    into,
    undone: merged === into,
    reason,
    evidence,
    at: mergedAt,
  }))
}
