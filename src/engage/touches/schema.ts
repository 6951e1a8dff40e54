import { z } from 'zod'
import { contactChannel } from '../../govern/consent/index.ts'
import { pageQuery } from '../../platform/http/route-kit.ts'
import { gateReasons } from '../contact-gate/index.ts'

export const touchQuery = pageQuery.extend({
  customerNumber: z.string().max(64).optional().describe("The bank's own customer number"),
  journey: z.string().max(64).optional().describe('Key of a journey'),
  channel: contactChannel.optional(),
  outcome: z.enum(['queued', 'suppressed']).optional(),
  reason: z.enum(gateReasons).optional(),
})
export type TouchQuery = z.output<typeof touchQuery>

export const touchView = z.object({
  touch: z.string(),
  at: z.iso.datetime(),
  customer: z.number().int().describe('The number it was made to, before merges'),
  customerNumber: z.string(),
  journey: z.string(),
  node: z.string(),
  channel: z.string(),
  template: z.string(),
  outcome: z.enum(['queued', 'suppressed']),
  reason: z.string().describe("Why it was suppressed, '' when it was not"),
  receipts: z.array(z.string()).describe('What became of it: sent, failed, delivered, opened, clicked'),
})
export type TouchView = z.infer<typeof touchView>
