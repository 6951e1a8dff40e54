import { z } from 'zod'
import { contactChannel } from '../../govern/consent/index.ts'

export const providerNames = ['simulator', 'webhook', 'email'] as const
const share = z.number().min(0).max(1)

/** Which provider carries a channel, and what that provider needs to know. */
export const channelRoute = z.discriminatedUnion('provider', [
  z.strictObject({
    provider: z.literal('simulator'),
    settings: z
      .strictObject({
        delivered: share.default(0.97),
        opened: share.default(0.38).describe('Share of the delivered'),
        clicked: share.default(0.22).describe('Share of the opened'),
      })
      .prefault({}),
  }),
  z.strictObject({
    provider: z.literal('webhook'),
    settings: z.strictObject({
      url: z.url({ protocol: /^https?$/ }),
      secret: z.string().min(16).max(200).describe('Signs every request; never shown again'),
    }),
  }),
  z.strictObject({ provider: z.literal('email'), settings: z.strictObject({}).prefault({}) }),
])
export type ChannelRoute = z.output<typeof channelRoute>
export type ChannelRouteInput = z.input<typeof channelRoute>

/** A route as people see it: without secrets. */
export const channelView = z.object({
  channel: contactChannel,
  provider: z.enum(providerNames),
  settings: z.record(z.string(), z.union([z.string(), z.number()])),
  version: z.number().int(),
})
export type ChannelView = z.infer<typeof channelView>
