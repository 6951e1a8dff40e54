import { z } from 'zod'
import { contactChannel } from '../../govern/consent/index.ts'
import { definitionKey, plainText } from '../../understand/rules/index.ts'
import { ruleJson } from '../../understand/segments/index.ts'
import { templateKey } from '../templates/index.ts'
import { customerDate } from './customer-date.ts'
import { nodeId, timeOfDay } from './entry-schema.ts'
import { goalCondition } from './goal-condition.ts'

const percent = z
  .number()
  .min(0)
  .max(100)
  .refine((value) => Number.isInteger(Math.round(value * 1e6) / 1e4), 'has at most two decimals')
/** Every node may carry a name for people. */
const label = plainText(100).min(1).optional().describe('What people call this step')
const days = z.number().min(0).max(3660)
const hours = z.number().min(0).max(87_840)

const holdout = z
  .strictObject({
    type: z.literal('holdout'),
    percent,
    scope: z
      .enum(['journey', 'global'])
      .optional()
      .describe(
        'journey (unless said): drawn anew for this journey; global: the same customers in every journey, one share bank-wide',
      ),
    next: nodeId,
    label,
  })
  .describe('Keeps a share of the customers out, to measure the effect against')

const wait = z
  .strictObject({
    type: z.literal('wait'),
    days: days.optional(),
    hours: hours.optional(),
    minutes: z.number().min(0).max(5_270_400).optional(),
    next: nodeId,
    label,
  })
  .describe('Rest for days, hours and minutes together')

const waitUntil = z
  .strictObject({
    type: z.literal('wait_until'),
    date: z
      .union([z.iso.date(), customerDate])
      .optional()
      .describe('A day, or a day of the customer’s own; who has none, or whose day is over, goes on at once'),
    offsetDays: z.number().int().min(-3660).max(3660).optional().describe('-7: a week before that day'),
    yearly: z.boolean().optional().describe('The next time the customer’s day comes round'),
    weekdays: z
      .array(z.number().int().min(1).max(7))
      .min(1)
      .max(7)
      .optional()
      .describe('1 = Monday … 7 = Sunday'),
    at: timeOfDay,
    tradingDay: z.boolean().optional().describe('Only on a day on which markets trade: the next one'),
    next: nodeId,
    label,
  })
  .describe('Rest until the next such time of day, weekday, day or trading day in business time')

const waitForEvent = z
  .strictObject({
    type: z.literal('wait_for_event'),
    condition: goalCondition,
    withinDays: days.positive().optional(),
    withinHours: hours.positive().optional(),
    next: nodeId.describe('Where customers go who did it in time'),
    timeout: nodeId.describe('Where the others go when the time is over'),
    label,
  })
  .describe('Rest until the customer does something, at most for withinDays or withinHours (one of them)')

const ruleSplit = z
  .strictObject({
    type: z.literal('rule_split'),
    branches: z
      .array(z.strictObject({ rule: ruleJson, next: nodeId, name: plainText(100).min(1).optional() }))
      .min(1)
      .max(20),
    otherwise: nodeId,
    label,
  })
  .describe('Each customer takes the first branch whose rule holds at that instant')

const split = z
  .strictObject({
    type: z.literal('split'),
    branches: z
      .array(z.strictObject({ percent, next: nodeId, name: plainText(100).min(1).optional() }))
      .min(2)
      .max(20),
    sticky: z
      .boolean()
      .optional()
      .describe('true (unless said): the same branch at every entry; false: drawn anew at every arrival'),
    label,
  })
  .describe('A/B/n: divides customers at random by hash')

const message = z
  .strictObject({
    type: z.literal('message'),
    channel: contactChannel.optional(),
    template: templateKey.optional(),
    route: z
      .strictObject({
        channels: z.array(contactChannel).min(1).max(10),
        by: z
          .enum(['order', 'preference', 'response', 'cost'])
          .optional()
          .describe(
            'order (unless said): as listed; preference: the customer’s own; response: where they answered before; cost: cheapest first',
          ),
      })
      .optional(),
    templates: z
      .partialRecord(contactChannel, templateKey)
      .optional()
      .describe('One for each channel of the route'),
    fallback: z
      .strictObject({
        on: z
          .array(z.enum(['failed', 'not_opened']))
          .min(1)
          .max(2),
        afterHours: z
          .number()
          .positive()
          .max(720)
          .describe('Of waiting: for not_opened, and where nobody knows whether it arrived'),
      })
      .optional()
      .describe('Then by the next channel of the route'),
    next: nodeId,
    label,
  })
  .refine(
    ({ channel, template, route, templates, fallback }) =>
      route
        ? templates !== undefined && channel === undefined && template === undefined
        : channel !== undefined &&
          template !== undefined &&
          templates === undefined &&
          fallback === undefined,
    'needs a channel and a template, or a route and its templates (with a fallback, if wanted)',
  )
  .describe('Contact by one channel with one template, or by the best channel of a route')

const benefit = z
  .strictObject({ type: z.literal('benefit'), benefit: definitionKey, next: nodeId, label })
  .describe('Requests a benefit for the customer; the benefit system grants it')

const lead = z
  .strictObject({
    type: z.literal('lead'),
    title: plainText(200).min(1),
    dueDays: z.number().int().min(0).max(366).describe('Calendar days from the day of the tick'),
    priority: z.number().int().min(0).max(100).optional().describe('50 unless said; 100 first'),
    next: nodeId,
    label,
  })
  .describe('A task for the customer’s relationship manager')

const setTag = z
  .strictObject({
    type: z.literal('set_tag'),
    tag: definitionKey.describe('A manual tag'),
    value: z
      .union([plainText(1000).min(1), z.number(), z.boolean()])
      .nullable()
      .describe('null takes the value away; days as 2026-11-01'),
    next: nodeId,
    label,
  })
  .describe('Sets a manual tag of the customer')

const webhook = z
  .strictObject({
    type: z.literal('webhook'),
    url: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .optional(),
    endpoint: definitionKey
      .optional()
      .describe('Name of an enabled route of the channel webhook: signed with its secret'),
    next: nodeId,
    label,
  })
  .refine(
    ({ url, endpoint }) => (url === undefined) !== (endpoint === undefined),
    'needs a url or the key of an endpoint, not both',
  )
  .describe('Tells another system about the customer')

const jump = z
  .strictObject({ type: z.literal('jump'), to: nodeId, label })
  .describe('Goes on at another node')

const goal = z
  .strictObject({
    type: z.literal('goal'),
    condition: goalCondition,
    withinDays: z.number().positive().max(3660).describe('Counted from arrival at this node'),
    next: nodeId.describe('Where customers go who did not convert in time'),
    label,
  })
  .describe('Customers who do what the journey is for are done')

const exit = z
  .strictObject({
    type: z.literal('exit'),
    reason: plainText(200).min(1).optional().describe('Why customers end here'),
    label,
  })
  .describe('The end of the way')

export const journeyNode = z.discriminatedUnion('type', [
  holdout,
  wait,
  waitUntil,
  waitForEvent,
  ruleSplit,
  split,
  message,
  benefit,
  lead,
  setTag,
  webhook,
  jump,
  goal,
  exit,
])
export type Node = z.output<typeof journeyNode>
export type NodeOf<Type extends Node['type']> = Extract<Node, { type: Type }>
