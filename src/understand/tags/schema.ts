import { z } from 'zod'
import { pageQuery } from '../../platform/http/route-kit.ts'
import { definitionKey, displayName, plainText } from '../rules/index.ts'
import { logisticModel } from './models/logistic-model.ts'
import { sourceOfTag, tagDefinition, tagSources, tagTypes } from './kinds/index.ts'

export const schedules = ['daily', 'weekly', 'monthly', 'manual'] as const
export const tagStatuses = ['draft', 'active', 'retired'] as const

const tagKey = definitionKey.refine((key) => key !== 'customer', {
  message: 'must not be "customer": that is the column of the customer number',
})

const tag = z.strictObject({
  key: tagKey,
  name: displayName,
  description: plainText(2000).default(''),
  unit: plainText(40).default(''),
  definition: tagDefinition,
  class: plainText(100).default(''),
  subclass: plainText(100).default(''),
  owner: plainText(100).default(''),
  /** Promised age of the values at most. */
  freshHours: z.number().int().min(1).max(9000).optional(),
  /** Code of the organisation whose branch tag this is; head office (everyone) unless said. */
  organisation: plainText(64).min(1).optional(),
  status: z.enum(tagStatuses).default('active'),
})

const tagGroup = z
  .strictObject({
    key: definitionKey,
    name: displayName,
    source: z.enum(tagSources),
    schedule: z.enum(schedules).default('daily'),
    tags: z.array(tag).min(1),
  })
  .superRefine((group, context) => {
    group.tags.forEach(({ definition }, index) => {
      const source = sourceOfTag(definition)
      if (source === group.source) return
      context.addIssue({
        code: 'custom',
        path: ['tags', index, 'definition', 'kind'],
        message: `reads ${source}, but the group's source is ${group.source}: move the tag to a group of that source`,
      })
    })
  })

/**
 * What `tags.yaml` holds. Tags of one group come from one source and are computed in one scan.
 *
 * @example
 * groups:
 *   - key: value
 *     name: { zh-CN: 价值, en: Value }
 *     source: balance            # customer | balance | holding | ledger | event | tag | import | sql
 *     schedule: daily            # daily | weekly | monthly | manual
 *     tags:
 *       - key: aum
 *         name: { zh-CN: 资产余额, en: AUM }
 *         description: AUM at the close of the as-of day
 *         unit: CNY
 *         definition: { kind: balance_at }
 *       - key: aum_average_30d
 *         name: { zh-CN: 近30天日均资产, en: Daily average AUM, 30 days }
 *         unit: CNY
 *         definition: { kind: balance_average, days: 30 }
 *
 * Kinds by source (fields in brackets are optional; `days: n` means the n calendar days that end with the as-of day):
 *
 * customer
 *   { kind: attribute, column: gender|name|number|province|city|branch|manager|risk|occupation|birth_date|opened }
 *   { kind: attribute, attribute: district, [type: string|number|boolean|date] }    key in customer.attributes
 *   { kind: age, [column: birth_date|opened], [unit: years|months|days] }           whole units completed
 * balance – [classes] defaults to the five AUM classes
 *   { kind: balance_at, [classes], [daysAgo: 0] }                                   sum of closing balances
 *   { kind: balance_average, days: 30 | period: month|quarter|year | since: 1993-01-01, [classes], [divisor: 30] }
 *   { kind: balance_peak, days: 90, [classes] }                                     highest closing total
 *   { kind: balance_change, days: 30, [classes], [as: amount|share] }               now − then, or that over then
 * holding – only holdings open on the as-of day count
 *   { kind: holding_count, [classes], [products], [statuses] }
 *   { kind: holding_has,   … the same filters }                                     true or false
 *   { kind: holding_sum,   … }                                                      sum of amount
 *   { kind: days_to_maturity, … }                                                   days to the nearest maturity
 * ledger – filters [operations], [categories], [direction: credit|debit], [days]
 *   { kind: ledger_count, … }
 *   { kind: ledger_sum, … }                                                         signed; debits are negative
 *   { kind: ledger_days_since, … }                                                  days since the last one
 * event – filters [events: [name, …]], [where: [{ property, op, value }]], [days]
 *   { kind: event_count, … }
 *   { kind: event_active_days, … }                                                  distinct days with one
 *   { kind: event_days_since, … }                                                   days since the last one
 *   { kind: event_date, pick: first|last, … }
 *   { kind: event_value, property, aggregate: sum|avg|min|max|distinct|top|first|last, … }
 * more of balance and ledger
 *   { kind: balance_share, of: [fund], [classes] }                                  part of the closing total
 *   { kind: tier, base: standard, tiers: [{ name: gold, from: 50000 }], [classes], [months: 24], [divisor: 30],
 *     [as: tier|watch|months_below] }                                               CCB's state machine by month
 *   { kind: ledger_value, field: amount|operation|category|holding, aggregate, … }  amounts without their sign
 * tag – computed from tags of other groups, which are refreshed first; groups may not read each other in a circle
 *   { kind: expression, type: number|string|boolean|date, expression: "if(aum > 50000 and age < 35, 'rising', '')" }
 *   { kind: quantile, tag, buckets: 10, [labels] }                                  1 = the lowest tenth
 *   { kind: rfm, recency, frequency, monetary, [as: code|total|segment] }
 *   { kind: model_score, features: [tag, …], outcome: tag, [horizonDays: 0], [retrainDays: 30] }
 * import – values handed in by customer number (POST /api/tags/{key}/values)
 *   { kind: imported, type }
 * sql – checked before every refresh: reads granted tables only, within limits of time and memory
 *   { kind: sql, type, query: "SELECT customer, count() AS value FROM relation GROUP BY customer" }
 *
 * Missing values: text '' and null are missing. Counts, sums, balances and holding_has are never missing – a customer
 * without any has 0 (or false).
 */
export const tagFile = z.strictObject({ groups: z.array(tagGroup) }).superRefine((file, context) => {
  const seen = new Set<string>()
  file.groups.forEach((group, i) => {
    group.tags.forEach(({ key }, j) => {
      if (seen.has(key)) {
        context.addIssue({
          code: 'custom',
          path: ['groups', i, 'tags', j, 'key'],
          message: `"${key}" is used twice: tag keys are unique across all groups`,
        })
      }
      seen.add(key)
    })
  })
})
export type TagFile = z.output<typeof tagFile>

/** A tag as the console and other programs write it: what `tags.yaml` says of it, and its group. */
export const newTag = tag.extend({ group: definitionKey })
export const tagChange = newTag.omit({ key: true })
export type TagInput = z.output<typeof tag>

const groupFields = {
  name: displayName,
  schedule: z.enum(schedules).default('daily'),
  /** How many past days of the group's values are kept at most. */
  pastKept: z.number().int().min(0).max(400).default(12),
}
export const newTagGroup = z.strictObject({ key: definitionKey, source: z.enum(tagSources), ...groupFields })
export const tagGroupChange = z.strictObject(groupFields)

export const tagGroupView = z.object({
  key: z.string(),
  name: displayName,
  source: z.enum(tagSources),
  tags: z.number().int(),
  refreshedAt: z.iso.datetime().nullable(),
  asOf: z.string().nullable(),
  customers: z.number().int().nullable(),
  durationMs: z.number().int().nullable(),
  error: z.string().nullable(),
  schedule: z.enum(schedules),
  /** The day that the schedule wants values of and that the group has none of yet; null when it is up to date. */
  dueFor: z.string().nullable(),
  /** Groups whose tags are computed from tags of this one, and theirs, in order of refresh. */
  dependants: z.array(z.string()),
  pastKept: z.number().int(),
  version: z.number().int(),
})
export type TagGroupView = z.output<typeof tagGroupView>

export const tagView = z.object({
  key: z.string(),
  name: displayName,
  description: z.string(),
  type: z.enum(tagTypes),
  unit: z.string(),
  group: z.string(),
  source: z.enum(tagSources),
  definition: z.record(z.string(), z.unknown()),
  /** Share of customers with a value; null before the first refresh. */
  coverage: z.number().nullable(),
  refreshedAt: z.iso.datetime().nullable(),
  asOf: z.string().nullable(),
  class: z.string(),
  subclass: z.string(),
  owner: z.string(),
  freshHours: z.number().int().nullable(),
  organisation: z.string().nullable(),
  status: z.enum(tagStatuses),
  /** Tags that it is computed from. */
  reads: z.array(z.string()),
  /** Why the last refresh kept older values; null when they are of its day. */
  error: z.string().nullable(),
  /** The values are older than the last refresh, or than what was promised. */
  stale: z.boolean(),
  /** The values are older than was promised. */
  late: z.boolean(),
})
export type TagView = z.output<typeof tagView>

/** How a tag's values spread: the commonest values, or the quantiles of numbers and days. */
export const tagDistribution = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('values'),
    missing: z.number().int(),
    values: z.array(z.object({ value: z.string(), customers: z.number().int() })),
  }),
  z.object({
    kind: z.literal('quantiles'),
    missing: z.number().int(),
    /** Numbers as numbers, days as `2026-11-01`. */
    quantiles: z.array(z.object({ share: z.number(), value: z.union([z.number(), z.string()]) })),
    /** Customers by equally wide spans, `from` included, `to` not; the outer ones hold what lies beyond them too. */
    bars: z.array(
      z.object({
        from: z.union([z.number(), z.string()]),
        to: z.union([z.number(), z.string()]),
        customers: z.number().int(),
      }),
    ),
  }),
])
export type TagDistribution = z.output<typeof tagDistribution>
/** How the values stood at one refresh. */
export const tagTrendPoint = z.object({
  asOf: z.string(),
  refreshedAt: z.iso.datetime(),
  customers: z.number().int(),
  coverage: z.number(),
  average: z.number().nullable(),
  /** Population stability index against the point before; under 0.1 nothing moved, over 0.25 much did. */
  drift: z.number().nullable(),
})
export const tagDetail = tagView.extend({
  version: z.number().int(),
  /** The definition as a sentence. */
  sentence: displayName,
  /** Tables and events that it is computed from, besides tags. */
  readsTables: z.array(z.string()),
  readsEvents: z.array(z.string()),
  distribution: tagDistribution.nullable(),
  /** The last 90 refreshed days, the oldest first. */
  trend: z.array(tagTrendPoint),
  /** Tags that are computed from it. */
  readBy: z.array(z.string()),
  /** Segments whose rules ask for it. */
  segments: z.array(z.object({ key: z.string(), name: displayName })),
  /** The whole model of a model tag: its weights, and how it ranks customers held out of the training. */
  model: logisticModel.nullable(),
})

export const tagSorts = ['key', 'coverage', 'refreshedAt', 'class'] as const
export const tagListQuery = pageQuery.extend({
  sort: z.templateLiteral([z.enum(['', '-']), z.enum(tagSorts)]).default('key'),
  group: definitionKey.optional(),
  search: plainText(100).optional(),
  class: plainText(100).optional(),
  subclass: plainText(100).optional(),
  owner: plainText(100).optional(),
  source: z.enum(tagSources).optional(),
  /** All but the retired ones unless said. */
  status: z.enum(tagStatuses).optional(),
  /** Only tags whose values are late, or stale for whatever reason. */
  freshness: z.enum(['late', 'stale', 'fresh', 'none']).optional(),
})

/** The catalogue's tree, and what it can be filtered by. */
export const tagClasses = z.object({
  classes: z.array(
    z.object({ class: z.string(), subclass: z.string(), tags: z.number().int(), stale: z.number().int() }),
  ),
  owners: z.array(z.string()),
})
