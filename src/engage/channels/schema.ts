import { z } from 'zod'
import { contactChannel } from '../../govern/consent/index.ts'
import { pageQuery } from '../../platform/http/route-kit.ts'

const settings = z.record(z.string().max(64), z.unknown())

/** How a route is set up. What `settings` hold is up to the provider: see `GET /api/channel-providers`. */
export const routeInput = z.strictObject({
  provider: z.string().min(1).max(64),
  name: z.string().trim().max(80).default('').describe('To tell routes of one provider apart'),
  settings: settings.prefault({}).describe('A secret that is left out stays as it was'),
  weight: z
    .number()
    .int()
    .min(0)
    .max(1000)
    .default(100)
    .describe(
      'Share of the channel’s messages, beside the weights of its other routes; 0: only when others fail',
    ),
  enabled: z.boolean().default(true),
  rate: z
    .number()
    .int()
    .min(1)
    .max(100_000)
    .nullable()
    .default(null)
    .describe('Messages a second, over all workers; null: no limit'),
  breaker: z
    .strictObject({
      failures: z.number().int().min(1).max(1000).default(5),
      seconds: z.number().int().min(1).max(86_400).default(30),
    })
    .prefault({})
    .describe('After so many failures in a row the route rests for so many seconds'),
})
export type RouteInput = z.input<typeof routeInput>

/** A route as people see it: without secrets. */
export const routeView = z.object({
  id: z.number().int(),
  channel: contactChannel,
  provider: z.string(),
  name: z.string(),
  settings,
  secrets: z.array(z.string()).describe('Names of the secrets that are stored'),
  weight: z.number().int(),
  enabled: z.boolean(),
  rate: z.number().int().nullable(),
  breaker: z.object({ failures: z.number().int(), seconds: z.number().int() }),
  hook: z.string().nullable().describe('Path that the provider calls back, with its secret'),
  version: z.number().int(),
  state: z.object({
    breaker: z.enum(['closed', 'open', 'half_open']),
    sent: z.number(),
    failed: z.number(),
    lastSentAt: z.iso.datetime().nullable(),
    lastError: z.string().nullable(),
    lastErrorAt: z.iso.datetime().nullable(),
  }),
})
export type RouteView = z.infer<typeof routeView>

/** What a channel may carry and cost, whoever carries it. */
export const channelSettings = z.strictObject({
  hourlyLimit: z
    .number()
    .int()
    .min(1)
    .max(1_000_000_000)
    .nullable()
    .default(null)
    .describe('Messages in a clock hour; null: no limit'),
  outboxLimit: z
    .number()
    .int()
    .min(1)
    .max(1_000_000_000)
    .nullable()
    .default(null)
    .describe('While so many messages wait to leave, customers wait at messages of journeys; null: no limit'),
  costMicros: z
    .number()
    .int()
    .min(0)
    .max(1_000_000_000)
    .default(0)
    .describe('Cost of a message in millionths of a yuan'),
})
export type ChannelSettings = z.output<typeof channelSettings>

export const channelView = z.object({
  channel: contactChannel,
  hourlyLimit: z.number().int().nullable(),
  outboxLimit: z.number().int().nullable(),
  costMicros: z.number().int(),
  thisHour: z.number().int().describe('Messages that left in this clock hour'),
  backlog: z.number().int().describe('Queued messages that have not left'),
  waitingFor: z.string().nullable().describe('Why they wait'),
  routes: z.array(routeView),
  version: z.number().int(),
})
export type ChannelView = z.infer<typeof channelView>

/** A kind of provider and the form of its settings. */
export const providerView = z.object({
  key: z.string(),
  name: z.object({ 'zh-CN': z.string(), en: z.string() }),
  channels: z.array(contactChannel),
  address: z.string().nullable().describe('Kind of address it needs to reach somebody'),
  callbacks: z.boolean(),
  settings: z.array(
    z.object({
      name: z.string(),
      label: z.object({ 'zh-CN': z.string(), en: z.string() }),
      type: z.enum(['text', 'number', 'boolean', 'choice']),
      choices: z.array(z.string()),
      required: z.boolean(),
      default: z.union([z.string(), z.number(), z.boolean()]).nullable(),
      secret: z.boolean(),
      multiline: z.boolean(),
    }),
  ),
})
export type ProviderView = z.infer<typeof providerView>

const deadLetterFilter = {
  channel: contactChannel.optional(),
  journey: z.string().max(64).optional().describe('Key of a journey'),
  reason: z.string().max(200).optional().describe('Words of the reason'),
  since: z.iso.datetime().optional().describe('Failed at or after; a week ago unless given'),
}
export const deadLetterQuery = pageQuery.extend(deadLetterFilter)
export const retryInput = z.strictObject(deadLetterFilter)

export const deadLetterView = z.object({
  touch: z.string(),
  journey: z.string(),
  node: z.string(),
  customer: z.number().int(),
  customerNumber: z.string(),
  channel: z.string(),
  template: z.string(),
  failedAt: z.iso.datetime(),
  reason: z.string(),
  provider: z.string(),
})
export type DeadLetterView = z.infer<typeof deadLetterView>

/** A message that someone sends to an address of their own to see whether a route works. */
export const testSendInput = z.strictObject({
  address: z
    .string()
    .max(2_000)
    .default('')
    .describe('Phone number, mail address … as the provider needs it'),
  language: z.enum(['zh-CN', 'en']).default('zh-CN'),
  subject: z.string().max(200).default(''),
  body: z.string().min(1).max(2_000),
})
export const testSendView = z.object({
  status: z.enum(['sent', 'pending', 'deferred', 'failed']),
  detail: z.string(),
  message: z.string().nullable().describe('The provider’s number of the message'),
})
