import { z } from 'zod'

export const feedQuery = z.object({
  source: z.coerce.number().int().positive().max(2_147_483_647).optional(),
  name: z.string().min(1).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type FeedQuery = z.output<typeof feedQuery>

export const feedEvent = z.object({
  received: z.iso.datetime(),
  at: z.iso.datetime(),
  name: z.string(),
  kind: z.string(),
  /** The customer's number after merges. */
  customer: z.number().int(),
  source: z.number().int(),
  channel: z.string(),
  session: z.string(),
  messageId: z.string(),
  properties: z.record(z.string(), z.string()),
})
export type FeedEvent = z.infer<typeof feedEvent>

export const sourceCount = z.object({
  source: z.number().int(),
  events: z.number().int(),
  newest: z.iso.datetime(),
})
export type SourceCount = z.infer<typeof sourceCount>
