import { z } from 'zod'
import { calendarDay, definitionKey, plainText, propertyCondition } from '../../understand/rules/index.ts'
import { ruleJson } from '../../understand/segments/index.ts'

const property = plainText(200).min(1)
const where = z.array(propertyCondition).max(20)

/** Which events: of one name, or of any when none is said; all conditions hold. */
export const eventFilter = z.strictObject({ event: property.optional(), where: where.optional() })
export type EventFilter = z.output<typeof eventFilter>

/** One event by its name, with conditions. */
export const namedEvent = z.strictObject({ event: property, where: where.optional() })

/**
 * Calendar days of the business time zone: `{ from, to }` with both days included, or the last so many days, today
 * being the last of them unless `endDaysAgo` says an earlier one.
 */
export const range = z.union([
  z
    .strictObject({ from: calendarDay, to: calendarDay })
    .refine(({ from, to }) => from <= to, { message: 'lies before from', path: ['to'] }),
  z.strictObject({
    lastDays: z.number().int().min(1).max(3660),
    endDaysAgo: z.number().int().min(0).max(3660).optional(),
  }),
])
export type Range = z.output<typeof range>

const bins = z
  .array(z.number())
  .min(1)
  .max(50)
  .refine((edges) => edges.every((edge, i) => i === 0 || edge > (edges[i - 1] ?? 0)), 'must grow')
  .describe('Inner edges: [10, 100] makes below 10, 10 up to 100, and from 100')
/** How many values are shown on their own; all others together are one more. */
const values = z.number().int().min(1).max(50).optional()

/** What the answer is split by. Everything but properties and channels is what is known of the customer now. */
export const breakdown = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('property'), property, bins: bins.optional(), values }),
  z.strictObject({ by: z.literal('channel'), values }),
  z.strictObject({ by: z.literal('tag'), tag: definitionKey, bins: bins.optional(), values }),
  z.strictObject({ by: z.literal('attribute'), attribute: property, values }),
  z.strictObject({ by: z.literal('segment'), segments: z.array(definitionKey).min(1).max(20) }),
  z.strictObject({
    by: z.literal('organisation'),
    level: z.enum(['branch', 'sub_branch']).optional(),
    values,
  }),
])
export type Breakdown = z.output<typeof breakdown>

/**
 * A second answer beside the first: for the period of the same length just before, for another range, or for the
 * members of a segment instead of the population.
 */
export const compare = z.discriminatedUnion('with', [
  z.strictObject({ with: z.literal('previous') }),
  z.strictObject({ with: z.literal('range'), range }),
  z.strictObject({ with: z.literal('segment'), segment: definitionKey }),
])

/** What every analysis may say. */
export const asked = {
  range,
  /** `customers` (unless said): only known customers count, so that a segment holds exactly them. */
  who: z.enum(['customers', 'everybody']).optional(),
  /** Only customers who satisfy the rule now. */
  population: ruleJson.optional(),
  /** Conditions on every event that is read. */
  where: where.optional(),
  breakdown: breakdown.optional(),
  compare: compare.optional(),
  /** Ask only this share of the customers, by hash, and extrapolate; counts come with their margin of error. */
  sample: z.number().min(0.001).max(1).optional(),
}

/** Only events that agree in this count together: those of one order, of one session. */
export const holdConstant = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('property'), property }),
  z.strictObject({ by: z.literal('session') }),
])
export type HoldConstant = z.output<typeof holdConstant>

export { bins, property }
