import { z } from 'zod'
import { pageQuery } from '../../../platform/http/route-kit.ts'

export const leadStatus = z.enum(['open', 'done', 'dismissed'])

export const leadQuery = pageQuery.extend({
  status: leadStatus.optional(),
  journey: z.string().max(64).optional().describe('Key of a journey'),
  manager: z.string().max(64).optional().describe('Code of the manager'),
  branch: z.string().max(64).optional(),
})
export type LeadQuery = z.output<typeof leadQuery>

export const leadView = z.object({
  id: z.guid(),
  journey: z.string(),
  node: z.string(),
  customer: z.number().int(),
  customerNumber: z.string(),
  title: z.string(),
  due: z.iso.date(),
  priority: z.number().int().describe('0 … 100, 100 first'),
  branch: z.string(),
  manager: z.string().describe("'' = none: the branch takes it"),
  status: leadStatus,
  at: z.iso.datetime(),
  updated: z.iso.datetime(),
})
export type LeadView = z.infer<typeof leadView>

export const leadChange = z.strictObject({ status: leadStatus })
