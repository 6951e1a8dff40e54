import { z } from 'zod'
import { pageQuery } from '../../platform/http/route-kit.ts'
import { definitionKey, displayName, plainText } from '../rules/index.ts'

/** A rule as JSON; its grammar and checks are those of understand/rules. */
export const ruleJson = z
  .record(z.string(), z.unknown())
  .describe(
    'One of {all:[…]}, {any:[…]}, {not:…}, {tag, op, value}, {attribute, op, value}, {holding:{class, product, status, state, maturesWithinDays, where, measure}, op, value}, {behaviour:{event, where, withinDays | daysAgo | since, until, measure, property}, op, value}, {sequence:{steps, withinHours}}, {firstTime:{event, withinDays}}, {segment}, {list}, {customers:[…]}; in full at /api/rules/schema',
  )

const definition = {
  name: displayName,
  description: plainText(2000).default(''),
  rule: ruleJson,
}
export const newSegment = z.strictObject({ key: definitionKey, ...definition })
export const segmentChange = z.strictObject(definition)

/**
 * What `segments.yaml` holds. A rule may use a segment further up (`segment: key`); snapshot them in this order.
 *
 * @example
 * segments:
 *   - key: wealth
 *     name: { zh-CN: 财富客户, en: Wealth }
 *     description: Daily average AUM of at least half a million
 *     rule:
 *       all:
 *         - { tag: aum_average_30d, op: gte, value: 500000 }
 *         - not: { holding: { class: loan } }
 *         - { behaviour: { event: login, withinDays: 30 }, op: gte, value: 3 }
 */
export const segmentFile = z.strictObject({ segments: z.array(newSegment) })

export const snapshotView = z.object({
  version: z.number().int(),
  customers: z.number().int(),
  added: z.number().int(),
  removed: z.number().int(),
  asOf: z.iso.datetime(),
  createdAt: z.iso.datetime(),
})
export type SnapshotView = z.output<typeof snapshotView>

export const segmentView = z.object({
  key: z.string(),
  name: displayName,
  description: z.string(),
  rule: ruleJson,
  version: z.number().int(),
  archivedAt: z.iso.datetime().nullable(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** Latest snapshot; null before the first. */
  snapshot: snapshotView.nullable(),
})
export type SegmentView = z.output<typeof segmentView>

/** A rule as a sentence, as long as the rule is. */
const sentence = z.object({ 'zh-CN': z.string(), en: z.string() })
export const segmentDetail = segmentView.extend({ sentence })

export const segmentListQuery = pageQuery.extend({
  sort: z.enum(['key', '-key', 'customers', '-customers']).default('key'),
  archived: z.stringbool().default(false),
})

export const estimateInput = z.strictObject({
  rule: ruleJson,
  /** Names the editor that asks: its next question stops this one. */
  editor: plainText(64).min(1).optional(),
})
export const estimateView = z.object({
  customers: z.number().int(),
  sentence,
})
export type EstimateView = z.output<typeof estimateView>

export const memberView = z.object({
  /** Customer number with the middle masked. */
  number: z.string(),
  /** Name with all but the first character masked. */
  name: z.string(),
  gender: z.string(),
  city: z.string(),
  branch: z.string(),
})

export const explanationInput = z.strictObject({
  rule: ruleJson,
  /** The bank's own customer number. */
  customer: plainText(64).min(1),
})
export const explanationView = z.object({
  asOf: z.iso.datetime(),
  met: z.boolean(),
  conditions: z.array(
    z.object({
      /** Where the condition stands in the rule, as a JSON pointer. */
      pointer: z.string(),
      sentence,
      /** The value it saw; null when there is none. */
      seen: z.string().nullable(),
      met: z.boolean(),
    }),
  ),
})

export const listUpload = z.strictObject({
  key: definitionKey,
  name: displayName,
  content: plainText(20_000_000)
    .min(1)
    .describe('Customer numbers, one a line; of CSV the first column is read'),
})
export const listReport = z.object({
  key: z.string(),
  name: displayName,
  version: z.number().int(),
  customers: z.number().int(),
  unknown: z.number().int(),
  duplicates: z.number().int(),
  /** Up to 100 of them. */
  unknownNumbers: z.array(z.string()),
  duplicateNumbers: z.array(z.string()),
})
