import { z } from 'zod'
import { pageQuery } from '../../platform/http/route-kit.ts'
import { definitionKey, displayName, plainText } from '../rules/index.ts'
import { ruleJson } from './rule-json.ts'
import { schedule } from './schedules/schema.ts'

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
  /** Who needs its members: they are kept. */
  pins: z.array(z.string()),
  /** Its members were deleted, as only the latest are kept; its counts stay. */
  dropped: z.boolean(),
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
  /** When it is fixed anew by itself; null = only on request. */
  schedule: schedule.nullable(),
  /** The schedule as a cron expression in the business time zone. */
  cron: z.string().nullable(),
  paused: z.boolean(),
  /** When the schedule last fell due, and when it does next. */
  scheduledAt: z.iso.datetime().nullable(),
  dueAt: z.iso.datetime().nullable(),
  /** Why the last snapshot failed; null when it succeeded. */
  error: z.string().nullable(),
  failedAt: z.iso.datetime().nullable(),
  /**
   * Why the snapshot is not what the segment should be now: never taken, failed, overdue, or the rule has changed since;
   * null when it is.
   */
  stale: z.enum(['never', 'failed', 'overdue', 'changed']).nullable(),
  /** How many snapshots keep their members, besides pinned ones. */
  keepSnapshots: z.number().int(),
})
export type SegmentView = z.output<typeof segmentView>

/** A rule as a sentence, as long as the rule is. */
const sentence = z.object({ 'zh-CN': z.string(), en: z.string() })
export const segmentDetail = segmentView.extend({
  sentence,
  /** What its rule reads. */
  reads: z.object({ segments: z.array(z.string()), lists: z.array(z.string()), tags: z.array(z.string()) }),
  /** Segments whose rules read it. */
  readBy: z.array(z.string()),
})

export const segmentListQuery = pageQuery.extend({
  sort: z.enum(['key', '-key', 'customers', '-customers', 'updated', '-updated']).default('key'),
  /** Also the archived ones; see `status` for them alone. */
  archived: z.stringbool().default(false),
  status: z.enum(['active', 'archived', 'scheduled', 'stale']).optional(),
  /** Login of who made it. */
  owner: plainText(200).optional(),
  /** Part of the key, the description or a name. */
  search: plainText(100).optional(),
})

export const segmentCopy = z.strictObject({ key: definitionKey, name: displayName.optional() })
export const retentionChange = z.strictObject({ keepSnapshots: z.number().int().min(1).max(1000) })
export const pinChange = z.strictObject({ pinned: z.boolean() })
export const memberQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  version: z.coerce.number().int().min(1).optional(),
  /** Only those who came or went with the version. */
  change: z.enum(['added', 'removed']).optional(),
})

export const estimateInput = z.strictObject({
  rule: ruleJson,
  /** Names the editor that asks: its next question stops this one. */
  editor: plainText(64).min(1).optional(),
  /** Show as many members, masked; needs the scope customers:read. */
  sample: z.number().int().min(0).max(20).default(0),
  /** Count by branch too. */
  organisations: z.boolean().default(false),
})
export const memberView = z.object({
  /** Number that events carry: `/understand/customers/~17` opens the customer. */
  customer: z.number().int(),
  /** Customer number with the middle masked. */
  number: z.string(),
  /** Name with all but the first character masked. */
  name: z.string(),
  gender: z.string(),
  city: z.string(),
  branch: z.string(),
})

export const estimateView = z.object({
  customers: z.number().int(),
  /** Customers there are. */
  base: z.number().int(),
  share: z.number(),
  sentence,
  /** Null unless asked for. */
  sample: z.array(memberView).nullable(),
  organisations: z
    .array(z.object({ code: z.string(), name: z.string(), customers: z.number().int() }))
    .nullable(),
})
export type EstimateView = z.output<typeof estimateView>

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
