import { z } from 'zod'
import { pageQuery } from '../../platform/http/route-kit.ts'
import { definitionKey, displayName, plainText } from '../../understand/rules/index.ts'

/** Of whom the metric is looked at: one organisation ('' = the whole bank), or every branch or sub-branch for itself. */
const scope = z.union([
  z.strictObject({ organisation: plainText(64) }),
  z.strictObject({ level: z.enum(['branch', 'sub_branch']) }),
])
export type AlertScope = z.output<typeof scope>

const condition = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('threshold'),
    op: z.enum(['above', 'below']),
    value: z.number(),
  }),
  z.strictObject({
    type: z.literal('change'),
    against: z.enum(['day', 'week', 'month', 'quarter']).describe('The value 1, 7, 30 or 90 days earlier'),
    direction: z.enum(['up', 'down', 'either']),
    percent: z.number().positive().max(100_000).describe('By at least so many percent'),
  }),
  z.strictObject({
    type: z.literal('anomaly'),
    direction: z.enum(['up', 'down', 'either']),
    sensitivity: z.number().min(2).max(10).default(3.5).describe('From so many standard deviations on'),
  }),
])
export type AlertCondition = z.output<typeof condition>

export const alertRuleChange = z.strictObject({
  name: displayName,
  metric: definitionKey,
  scope: scope.default({ organisation: '' }),
  condition,
  severity: z.enum(['info', 'warning', 'critical']).default('warning'),
  emails: z.array(z.email().max(200)).max(20).default([]),
  webhooks: z
    .array(plainText(100).min(1))
    .max(5)
    .default([])
    .describe('Names of webhook routes, as the channel page shows them'),
  enabled: z.boolean().default(true),
})
export const newAlertRule = alertRuleChange.extend({ key: definitionKey })
export type AlertRuleInput = z.input<typeof newAlertRule>

export const alertRuleView = newAlertRule.extend({
  version: z.number().int(),
  checkedTo: z.string().nullable().describe('The last day that was looked at'),
  open: z.number().int().describe('Findings that are not resolved'),
  createdBy: z.string(),
  updatedAt: z.string(),
})
export type AlertRuleView = z.output<typeof alertRuleView>

export const findingView = z.object({
  id: z.number().int(),
  rule: definitionKey,
  name: displayName,
  metric: definitionKey,
  metricName: displayName,
  unit: z.enum(['count', 'money', 'share', 'number']),
  severity: z.enum(['info', 'warning', 'critical']),
  condition,
  organisation: z.string(),
  organisationName: z.string().describe('Empty for the whole bank'),
  state: z.enum(['open', 'acknowledged', 'resolved']),
  firstDay: z.string(),
  lastDay: z.string(),
  days: z.number().int(),
  value: z.number(),
  compared: z.number().describe('The bound, the earlier value, or what was expected'),
  score: z.number().nullable(),
  journey: z.string().nullable(),
  openedAt: z.string(),
  acknowledgedBy: z.string().nullable(),
  acknowledgedAt: z.string().nullable(),
  resolvedAt: z.string().nullable(),
})
export type FindingView = z.output<typeof findingView>

export const findingEntry = z.object({
  at: z.string(),
  what: z.enum(['opened', 'went_on', 'told', 'not_told', 'acknowledged', 'resolved', 'journey']),
  actor: z.string(),
  note: z.string(),
})

export const findingsQuery = pageQuery.extend({
  state: z.enum(['unresolved', 'open', 'acknowledged', 'resolved']).optional(),
  rule: definitionKey.optional(),
  metric: definitionKey.optional(),
  severity: z.enum(['info', 'warning', 'critical']).optional(),
})
export const alertRulesQuery = pageQuery.extend({
  search: z.string().max(200).optional(),
  metric: definitionKey.optional(),
})
export const findingNote = z.strictObject({ note: plainText(1000).default('') })
