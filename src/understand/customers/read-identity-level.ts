import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { findPerson } from './person.ts'
import { identityLevels } from './queries/identity-levels.ts'

/** How well a customer is known, in order; what each takes is the view `identity_evidence`. */
export const identityLevelNames = [
  'anonymous',
  'phone',
  'real_name',
  'card_bound',
  'class_2_3_account',
  'class_1_account',
] as const

const levelName = z.enum(identityLevelNames)
export const identityView = z.object({
  level: levelName.describe('The highest that anything speaks for'),
  steps: z.array(
    z.object({
      level: levelName,
      evidence: z.number().int().describe('How many things speak for it; 0 = none'),
      numbers: z.array(z.number().int()).describe('The numbers that they stand under, before merges'),
    }),
  ),
})

/** The level of identity with what speaks for each level. */
export async function readIdentityLevel(
  ctx: Context,
  reference: string,
): Promise<z.output<typeof identityView>> {
  const { members } = await findPerson(ctx, reference)
  const rows = await identityLevels(ctx.clickhouse, { members })
  const steps = identityLevelNames.map((level, position) => {
    const row = rows.find((one) => one.level === position)
    return { level, evidence: row?.pieces ?? 0, numbers: (row?.numbers ?? []).toSorted((a, b) => a - b) }
  })
  const highest = steps.findLast(({ evidence }) => evidence > 0)
  return { level: highest?.level ?? 'anonymous', steps: steps.slice(1) }
}
