import { z } from 'zod'
import { pageQuery } from '../../../platform/http/route-kit.ts'

const deliveryState = z.enum(['pending', 'done', 'failed'])

export const deliveryQuery = pageQuery.extend({ state: deliveryState.optional() })
export type DeliveryQuery = z.output<typeof deliveryQuery>

/** What one tick tells another system at one node. */
export const webhookDelivery = z.object({
  tick: z.number().int(),
  version: z.number().int(),
  node: z.string(),
  calls: z.number().int().describe('Customers it is about'),
  told: z.number().int().describe('Customers whom the receiver knows of'),
  state: deliveryState,
  attempts: z.number().int().describe('In a row that did not get through'),
  nextAt: z.iso.datetime().nullable().describe('When it is tried again; null unless it is pending'),
  error: z.string().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type WebhookDelivery = z.infer<typeof webhookDelivery>
