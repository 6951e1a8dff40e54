import { z } from 'zod'
import { graphCounts } from '../counts/schema.ts'
import type { Trial } from '../trials/trial.ts'

const count = z.number().int()

export const dryRunRequest = z.strictObject({
  days: z
    .number()
    .int()
    .min(1)
    .max(366)
    .optional()
    .describe('How far the clock is moved along; absent: until everyone is through, at most 366 days'),
  audience: z
    .enum(['latest', 'fresh'])
    .default('latest')
    .describe('The newest snapshot of the entry segment (computed when there is none), or a new one'),
  from: z.iso
    .datetime()
    .optional()
    .describe('Begin in the past: what would have happened with the events since then. Absent: now'),
})
export type DryRunRequest = z.input<typeof dryRunRequest>

export const dryRunResult = graphCounts.extend({
  from: z.iso.datetime(),
  until: z.iso.datetime(),
  ticks: count,
  audience: count.describe('Customers in the audience when it began'),
  suppressed: z.record(z.string(), count).describe('Over all channels'),
  cost: z
    .object({
      currency: z.string(),
      total: count.describe('In hundredths of the currency, if everything queued is sent'),
      channels: z.array(z.object({ channel: z.string(), messages: count, cost: count })),
      unpriced: z.array(z.string()).describe('Channels without a price: not in the total'),
    })
    .describe('Estimated'),
  remarks: z.array(z.object({ 'zh-CN': z.string(), en: z.string() })).describe('What a dry run cannot know'),
})
export type DryRunResult = z.infer<typeof dryRunResult>

export const dryRun = {
  table: 'journey_dry_run',
  noun: 'dry run',
  action: 'dry_run',
  request: dryRunRequest,
  result: dryRunResult,
} as const satisfies Trial<z.ZodType, z.ZodType>
