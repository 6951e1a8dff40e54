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
  const { organisations } = ctx.actor
  const found = await relationRows(ctx.clickhouse, { members, each: listedOfKind })
  const rows = found.filter(({ branch }) => organisations === null || organisations.includes(branch))
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
    // Those outside the reader's data scope are not counted either.
    counts: Object.fromEntries(
      rows.map((row) => [
        row.kind,
        organisations === null ? row.ofKind : rows.filter(({ kind }) => kind === row.kind).length,
      ]),
    ),
  }
}
