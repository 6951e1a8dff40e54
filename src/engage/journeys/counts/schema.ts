import { z } from 'zod'
import { pageQuery } from '../../../platform/http/route-kit.ts'

const count = z.number().int()

/** What became of the contacts that one node or channel wanted to make. */
export const contactCounts = z.object({
  queued: count.describe('The gate let them through'),
  held: count.describe('Waiting for the gate to open again'),
  suppressed: z.record(z.string(), count).describe('Reason → contacts that were not made'),
  sent: count,
  failed: count,
  delivered: count,
  opened: count,
  clicked: count,
})
export type ContactCounts = z.infer<typeof contactCounts>

export const nodeCounts = z.object({
  node: z.string().describe('`$…` are the ends that a journey has by itself'),
  type: z.string().describe("Of the node; '' for `$…` and for nodes of other versions"),
  passed: count.describe('Arrivals so far'),
  standing: count.describe('Here now'),
  contacts: contactCounts.nullable().describe('null: the node contacts nobody'),
})

export const edgeCounts = z.object({
  from: z.string().describe("'' is the entry"),
  to: z.string(),
  customers: count,
})

/** Who stands where, who went where, and what was sent: one shape for a running journey and for a dry run. */
export const graphCounts = z.object({
  entered: count,
  inside: count.describe('Neither held out, converted, cancelled nor at an exit'),
  heldOut: count,
  converted: count,
  left: count.describe('At an exit, also by an exit condition'),
  cancelled: count,
  nodes: z.array(nodeCounts),
  edges: z.array(edgeCounts),
  channels: z.array(contactCounts.extend({ channel: z.string() })),
})
export type GraphCounts = z.infer<typeof graphCounts>

export const countsQuery = z.object({
  version: z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('Only customers who went through this version; absent: all'),
})

export const journeyCounts = graphCounts.extend({
  version: z.number().int().nullable(),
  committedTick: count,
  asOf: z.iso.datetime().nullable().describe('Of the newest tick; null before the first'),
})
export type JourneyCounts = z.infer<typeof journeyCounts>

export const funnelStep = z.object({
  step: z.enum(['entered', 'treated', 'queued', 'sent', 'delivered', 'opened', 'clicked', 'converted']),
  customers: count.describe('Different customers'),
  share: z.number().describe('Of those who entered, 0…1'),
})
export const journeyFunnel = z.object({
  steps: z.array(funnelStep),
  asOf: z.iso.datetime().nullable(),
})

export const tickQuery = pageQuery
export const tickView = z.object({
  tick: count,
  at: z.iso.datetime().describe('Business time'),
  committedAt: z.iso.datetime(),
  moves: z.array(z.object({ version: count, from: z.string(), to: z.string(), customers: count })),
  moved: count,
  queued: count,
  held: count,
  suppressed: z.record(z.string(), count),
  dispatches: z.array(
    z.object({
      channel: z.string(),
      state: z.string(),
      queued: count,
      sent: count,
      error: z.string().nullable(),
    }),
  ),
})
export type TickView = z.infer<typeof tickView>

export const standingQuery = pageQuery.extend({
  node: z.string().max(64).describe('Who stands here now'),
  version: countsQuery.shape.version,
})
export const standingCustomer = z.object({
  customer: z.number().int(),
  number: z.string().describe("The bank's own customer number, '' when it is not known"),
  version: z.number().int(),
  since: z.iso.datetime(),
  wake: z.iso.datetime().describe('When the customer is ready to go on'),
})
