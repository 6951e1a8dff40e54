import { z } from 'zod'
import { pageQuery } from '../../../../platform/http/route-kit.ts'

export const callOutcomes = [
  'reached',
  'interested',
  'not_interested',
  'no_answer',
  'wrong_number',
  'no_more_calls',
] as const

export const callQuery = pageQuery.extend({
  caller: z.string().max(64).optional().describe('Code of the manager or agent who calls'),
  status: z.enum(['open', 'done', 'failed']).optional(),
  planned: z.enum(['true', 'false']).optional().describe('Only those with, or without, a caller and a day'),
})

export const callView = z.object({
  id: z.guid(),
  journey: z.string(),
  customerNumber: z.string(),
  name: z.string().describe('Masked'),
  phone: z.string().describe('Masked'),
  title: z.string(),
  script: z.string(),
  branch: z.string(),
  manager: z.string(),
  caller: z.string(),
  plannedOn: z.string().nullable(),
  dueOn: z.string(),
  status: z.enum(['open', 'done', 'failed']),
  outcome: z.enum(callOutcomes).nullable(),
  note: z.string(),
  attempts: z.number().int(),
  createdAt: z.iso.datetime(),
})
export type CallView = z.infer<typeof callView>

export const outcomeInput = z.strictObject({
  outcome: z.enum(callOutcomes),
  note: z.string().max(1_000).default(''),
})

export const capacityView = z.object({
  manager: z.string().describe("'' = everyone who is not named"),
  perDay: z.number().int(),
  branch: z.string(),
})
export const capacityInput = z.strictObject({
  perDay: z.number().int().min(0).max(1_000),
  branch: z.string().max(64).default(''),
})
