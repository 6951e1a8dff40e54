import { z } from 'zod'
import { pageOf, pageQuery } from '../../../platform/http/route-kit.ts'
import { definitionKey, displayName, plainText } from '../../rules/index.ts'

export const lookalikeInput = z.strictObject({
  /** The members of its latest snapshot are the seeds. */
  segment: definitionKey,
  /** Who may be found: members of this segment; everybody unless said. */
  among: definitionKey.optional(),
  /** Tags to learn from; without, all that say something and are not read by the seeds' own rule. */
  tags: z.array(definitionKey).min(1).max(100).optional(),
})
export type LookalikeInput = z.output<typeof lookalikeInput>

export const lookalikeFeature = z.object({
  tag: z.string(),
  name: displayName,
  /** Information value of the tag: how much it alone tells seeds from others. */
  information: z.number(),
  /** Part of all weight that it carries. */
  weight: z.number(),
  bins: z.array(
    z.object({
      value: z.string().nullable(),
      from: z.union([z.number(), z.string()]).nullable(),
      to: z.union([z.number(), z.string()]).nullable(),
      kind: z.enum(['value', 'range', 'other', 'missing']),
      /** What a customer of this bin gains, in log-odds. */
      logOdds: z.number(),
    }),
  ),
})
export const lookalikePoint = z.object({
  /** The segment's size: the candidates that score highest. */
  size: z.number().int(),
  /** The lowest score among them. */
  threshold: z.number(),
  /** Share of the held-out seeds that score at least as much. */
  recall: z.number(),
  /** Share of held-out seeds among all who score as much: a lower bound, as look-alikes are no seeds yet. */
  precision: z.number(),
  /** How many times more held-out seeds than in a random choice of the size. */
  lift: z.number(),
})
export const lookalikeResult = z.object({
  /** Probability that a held-out seed scores higher than a candidate. */
  auc: z.number(),
  seeds: z.number().int(),
  heldOut: z.number().int(),
  candidates: z.number().int(),
  features: z.array(lookalikeFeature),
  /** Tags that say much but were left out, and why. */
  leftOut: z.array(
    z.object({
      tag: z.string(),
      name: displayName,
      information: z.number(),
      reason: z.enum(['read_by_rule', 'same_as_another', 'says_little']),
      /** The tag that says the same. */
      other: z.string().nullable(),
    }),
  ),
  /** From the smallest to the largest size. */
  curve: z.array(lookalikePoint),
})
export type LookalikeResult = z.output<typeof lookalikeResult>

export const lookalikeSummary = z.object({
  id: z.number().int(),
  segment: z.string(),
  segmentName: displayName,
  /** Snapshot that holds the seeds. */
  version: z.number().int(),
  among: z.string().nullable(),
  state: z.enum(['queued', 'running', 'ready', 'failed', 'cancelled']),
  error: z.string().nullable(),
  /** Background job that makes it: to show progress and to cancel. */
  job: z.string().nullable(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
})
export const lookalikeView = lookalikeSummary.extend({ result: lookalikeResult.nullable() })
export const lookalikeQuery = pageQuery.extend({ segment: definitionKey.optional() })
export const lookalikePage = pageOf(lookalikeSummary)

export const lookalikeSegment = z.strictObject({
  key: definitionKey,
  name: displayName,
  description: plainText(2000).default(''),
  size: z.number().int().min(1),
})
export const lookalikeReasonsQuery = z.object({ customer: plainText(64).min(1) })
export const lookalikeReasons = z.object({
  score: z.number(),
  /** Candidates with a higher score, plus one. */
  rank: z.number().int(),
  seed: z.boolean(),
  reasons: z.array(
    z.object({ tag: z.string(), name: displayName, seen: z.string().nullable(), logOdds: z.number() }),
  ),
})
