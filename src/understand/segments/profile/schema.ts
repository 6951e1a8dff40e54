import { z } from 'zod'
import { definitionKey, displayName, plainText } from '../../rules/index.ts'
import { ruleJson } from '../rule-json.ts'

const whom = z
  .union([z.strictObject({ segment: definitionKey }), z.strictObject({ rule: ruleJson })])
  .describe('A segment (its latest snapshot) or a rule (as of now)')

export const profileInput = z.strictObject({
  of: whom,
  /** Everybody unless said. */
  base: whom.optional(),
  /** Tags to show; without tags and attributes, the ones that differ most. */
  tags: z.array(definitionKey).max(60).optional(),
  /** Master data to show. */
  attributes: z
    .array(z.enum(['gender', 'age', 'province', 'city', 'branch', 'risk', 'occupation', 'tenure_years']))
    .max(8)
    .optional(),
  /** How many to show at most when none are named. */
  most: z.number().int().min(1).max(40).default(12),
  /** Names the editor that asks: its next question stops this one. */
  editor: plainText(64).min(1).optional(),
})
export type ProfileInput = z.output<typeof profileInput>

export const profileBin = z.object({
  /** One text or true/false; null where the bin is a range, the rest or the missing. */
  value: z.string().nullable(),
  /** A range of numbers or days: from, and up to but not including; null = open. */
  from: z.union([z.number(), z.string()]).nullable(),
  to: z.union([z.number(), z.string()]).nullable(),
  kind: z.enum(['value', 'range', 'other', 'missing']),
  customers: z.number().int(),
  share: z.number(),
  baseCustomers: z.number().int(),
  baseShare: z.number(),
  /** Target group index: 100 × share / base share; null when the base has nobody there. */
  tgi: z.number().nullable(),
  /** The difference is no accident of small numbers. */
  significant: z.boolean(),
})
export const profileFeature = z.object({
  kind: z.enum(['tag', 'attribute']),
  key: z.string(),
  name: displayName,
  unit: z.string(),
  type: z.enum(['number', 'string', 'boolean', 'date']),
  /** How much the two differ: population stability index; under 0.1 hardly, over 0.25 much. */
  difference: z.number(),
  /** The rule reads it, so that it differs by definition. */
  inRule: z.boolean(),
  bins: z.array(profileBin),
})
export const profileView = z.object({
  customers: z.number().int(),
  baseCustomers: z.number().int(),
  /** The one that differs most first; named ones in the order named. */
  features: z.array(profileFeature),
  /** How many tags and attributes were compared. */
  compared: z.number().int(),
})
export type ProfileView = z.output<typeof profileView>
