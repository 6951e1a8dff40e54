import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { maskName } from './mask.ts'
import { findPerson } from './person.ts'
import { relationRows } from './queries/relations.ts'

export const relationView = z.object({
  kind: z.string().describe('household, payroll, merchant, referrer …'),
  direction: z
    .enum(['to', 'from', 'both'])
    .describe('to: this customer names the other (payroll: is paid by it); from: the other names this one'),
  detail: z.string(),
  customer: z.number().int(),
  number: z.string().describe('"" when the other is no customer of the bank'),
  name: z.string().describe('Masked'),
  branch: z.string(),
})
export const relationsView = z.object({
  items: z.array(relationView),
  counts: z
    .record(z.string(), z.number().int())
    .describe('All relations by kind; of each kind 20 are listed'),
})

const listedOfKind = 20

/** Who this customer lives with, works for, was referred by … */
export async function readRelations(
  ctx: Context,
  reference: string,
): Promise<z.output<typeof relationsView>> {
  const { members } = await findPerson(ctx, reference)
  const rows = await relationRows(ctx.clickhouse, { members, each: listedOfKind })
  return {
    items: rows.map((row) => ({
      kind: row.kind,
      direction: row.way,
      detail: row.about,
      customer: row.other,
      number: row.number,
      name: maskName(row.name),
      branch: row.branch,
    })),
    counts: Object.fromEntries(rows.map((row) => [row.kind, row.ofKind])),
  }
}
