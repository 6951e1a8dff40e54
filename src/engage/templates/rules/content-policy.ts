import { z } from 'zod'
import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { changedMeanwhile } from '../../../platform/http/route-kit.ts'
import { plainText } from '../../../understand/rules/index.ts'
import { templateTables } from '../store.ts'

const texts = (longest: number, chinese: string, english: string) =>
  z
    .strictObject({
      'zh-CN': plainText(longest).default(chinese),
      en: plainText(longest).default(english),
    })
    .prefault({})

/** What every text of the bank has to keep. */
export const contentPolicy = z.strictObject({
  bank: texts(50, '本行', 'Our bank').describe('The variable {{ bank }}'),
  signature: texts(20, '', '').describe(
    'Goes in front of text messages as 【…】 or […]; empty when the gateway adds it',
  ),
  optOut: texts(50, '拒收请回复R', 'Reply R to stop').describe('Has to stand in marketing text messages'),
  segmentsAtMost: z.number().int().min(1).max(10).default(5).describe('Of one text message'),
  fourEyes: z.boolean().default(false).describe('A version is published by somebody who did not submit it'),
  linkDays: z.number().int().min(1).max(3_650).default(180).describe('How long short links lead on'),
})
export type ContentPolicy = z.output<typeof contentPolicy>
export type ContentPolicyInput = z.input<typeof contentPolicy>

export async function readContentPolicy(
  ctx: Pick<Context, 'postgres'>,
): Promise<ContentPolicy & { version: number }> {
  const row = await templateTables(ctx.postgres)
    .selectFrom('content_policy')
    .select(['policy', 'version'])
    .executeTakeFirst()
  return { ...contentPolicy.parse(row?.policy ?? {}), version: row?.version ?? 0 }
}

/** @param basedOn the version that was changed */
export async function saveContentPolicy(
  ctx: Context,
  input: ContentPolicyInput,
  basedOn: number,
): Promise<ContentPolicy & { version: number }> {
  const policy = contentPolicy.parse(input)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const before = await templateTables(transaction)
      .selectFrom('content_policy')
      .select(['policy', 'version'])
      .forUpdate()
      .executeTakeFirst()
    if ((before?.version ?? 0) !== basedOn) throw changedMeanwhile('The content policy')
    const row = { policy: JSON.stringify(policy), version: basedOn + 1, updated_at: ctx.clock.now() }
    await templateTables(transaction)
      .insertInto('content_policy')
      .values(row)
      .onConflict((conflict) => conflict.column('only_row').doUpdateSet(row))
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'content_policy.save',
      objectKind: 'content_policy',
      objectId: 'content_policy',
      detail: { before: before?.policy ?? null, after: policy },
    })
    return { ...policy, version: row.version }
  })
}
