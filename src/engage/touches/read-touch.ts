import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { filterTouches, instant, untilInstant } from './filter-touches.ts'
import type { TouchDetails } from './schema.ts'

const decision = z.object({
  at: instant,
  customer: z.number(),
  customerNumber: z.string(),
  journey: z.number(),
  node: z.string(),
  channel: z.string(),
  template: z.string(),
  templateVersion: z.number(),
  category: z.string(),
  outcome: z.enum(['queued', 'held', 'suppressed']),
  reason: z.string(),
  until: untilInstant,
  policyVersion: z.number(),
})

/** One touch: every decision of the gate about it, and every receipt. @throws AppError not_found */
export async function readTouch(ctx: Context, touch: string): Promise<TouchDetails> {
  const filtered = await filterTouches(ctx, {})
  const parameters = { ...filtered?.parameters, touch }
  const [decisions, receipts] = await Promise.all([
    ctx.clickhouse.query(
      `SELECT at, touch.customer AS customer, known.number AS customerNumber, journey, node, channel, template,
              template_version AS templateVersion, category,
              outcome, reason, until, policy AS policyVersion
       FROM (SELECT * FROM touch WHERE ${filtered?.where ?? '0'} AND touch = {touch:UUID}) AS touch
       LEFT JOIN (SELECT customer, number FROM customer FINAL) AS known ON known.customer = touch.customer
       ORDER BY at, tick`,
      parameters,
      decision,
    ),
    ctx.clickhouse.query(
      `SELECT status, at, provider, detail FROM touch_receipt FINAL
       WHERE touch = {touch:UUID} AND at <= {now:DateTime64(3)} ORDER BY at, status`,
      parameters,
      z.object({ status: z.string(), at: instant, provider: z.string(), detail: z.string() }),
    ),
  ])
  const last = decisions.at(-1)
  if (!last) throw new AppError('not_found', 'There is no contact of this number')
  const { templateVersion, ...touched } = last
  return {
    ...touched,
    ...(await termsOf(ctx, touched.template, templateVersion)),
    touch,
    journey: filtered?.keys.get(last.journey) ?? '',
    decisions: decisions.map(({ at, outcome, reason, until, policyVersion }) => ({
      at,
      outcome,
      reason,
      until,
      policyVersion,
    })),
    receipts,
  }
}

/** What the gate was told about the message: the terms of the version of its template. */
async function termsOf(
  ctx: Context,
  template: string,
  version: number,
): Promise<{ product: string | null; general: boolean }> {
  const row = await ctx.postgres
    .withTables<{
      template_version: { template_key: string; version: number; product: string | null; general: boolean }
    }>()
    .selectFrom('template_version')
    .select(['product', 'general'])
    .where('template_key', '=', template)
    .where('version', '=', version)
    .executeTakeFirst()
  return row ?? { product: null, general: false }
}
