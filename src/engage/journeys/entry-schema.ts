import { z } from 'zod'
import { definitionKey } from '../../understand/rules/index.ts'
import { ruleJson } from '../../understand/segments/index.ts'
import { customerDate } from './customer-date.ts'
import { eventPropertyCondition } from './goal-condition.ts'

export const nodeId = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be lower-case letters, digits and _')
export const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 09:00')
  .describe('Business time, HH:MM')

/** What every kind of entry can say besides whom it lets in. */
const everyEntry = {
  next: nodeId.describe('The first node'),
  rule: ruleJson.optional().describe('Who comes must satisfy this rule at that instant, too'),
  reentry: z
    .strictObject({
      allow: z
        .enum(['never', 'after_exit', 'always'])
        .describe(
          'never: each customer enters once in all versions together; after_exit: again when the earlier passage has ended; always: even while inside',
        ),
      afterDays: z
        .number()
        .min(0)
        .max(3660)
        .optional()
        .describe('Days that must have gone by since the customer entered last'),
    })
    .optional()
    .describe('never unless said'),
  entryCap: z
    .strictObject({
      total: z.number().int().positive().max(4_000_000_000).optional(),
      perDay: z.number().int().positive().max(4_000_000_000).optional().describe('Of business days'),
    })
    .optional()
    .describe('Most entries; who comes first by the hash of customer and journey gets in'),
}

const segmentEntry = z
  .strictObject({
    type: z.literal('segment').optional().default('segment'),
    segment: definitionKey,
    schedule: z
      .enum(['once', 'snapshots'])
      .optional()
      .describe('once: the snapshot that is there at the first tick; snapshots (unless said): every new one'),
    ...everyEntry,
  })
  .describe('Members of a segment')
const eventEntry = z
  .strictObject({
    type: z.literal('event'),
    event: z.string().min(1).max(200).describe('Name of a behaviour event'),
    where: z.array(eventPropertyCondition).max(20).optional(),
    ...everyEntry,
  })
  .describe('Whoever does something, within a second')
const dateEntry = z
  .strictObject({
    type: z.literal('date'),
    date: customerDate,
    offsetDays: z
      .number()
      .int()
      .min(-3660)
      .max(3660)
      .default(0)
      .describe('-7: a week before the day; 1: the day after'),
    at: timeOfDay.optional().describe('00:00 unless said'),
    yearly: z.boolean().optional().describe('The day comes round every year, as birthdays do'),
    ...everyEntry,
  })
  .describe('Everyone for whom a day of their own comes: birthdays, maturities')
const apiEntry = z
  .strictObject({ type: z.literal('api'), ...everyEntry })
  .describe('Whom another system sends to POST /api/journeys/{key}/entries')
const journeyEntry = z
  .strictObject({
    type: z.literal('journey'),
    journey: definitionKey.describe('Another journey'),
    at: z
      .enum(['entered', 'goal', 'exit'])
      .describe('Who entered it, reached a goal of it, or came to an exit of it'),
    ...everyEntry,
  })
  .describe('Customers of another journey')

/** How customers come into a journey. A segment needs no type. */
export const journeyEntrySchema = z.discriminatedUnion('type', [
  segmentEntry,
  eventEntry,
  dateEntry,
  apiEntry,
  journeyEntry,
])
export type Entry = z.output<typeof journeyEntrySchema>
export type EntryOf<Type extends Entry['type']> = Extract<Entry, { type: Type }>
