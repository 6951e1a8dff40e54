import { z } from 'zod'
import { localisedText } from '../../templates/index.ts'

const instant = z.iso.datetime()

/** One condition of a rule, as the rule language explains it. */
const explainedCondition = z.object({
  pointer: z.string().describe('JSON pointer into the rule'),
  sentence: z.object({ 'zh-CN': z.string(), en: z.string() }),
  seen: z.string().nullable().describe('The value that was compared, as text; null = there is none'),
  met: z.boolean(),
})
export const explainedRule = z.object({
  met: z.boolean(),
  conditions: z.array(explainedCondition),
  asOf: instant.describe('Rules are explained with what is known now, which may differ from then'),
})
export type ExplainedRule = z.infer<typeof explainedRule>

/** Why a customer went this way. */
export const stepReason = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('entered'), by: z.string().describe('segment, event, date, api, journey') }),
  z.object({ kind: z.literal('passed') }).describe('There was one way'),
  z.object({ kind: z.literal('waited'), until: instant }),
  z
    .object({
      kind: z.literal('bucket'),
      bucket: z.number().int().describe('0…9999, from a hash that anyone can recompute'),
      from: z.number().int(),
      to: z.number().int().describe('This way led the buckets from `from` up to, not including, `to`'),
    })
    .describe('Chosen at random'),
  z.object({
    kind: z.literal('rule'),
    branch: z.number().int().nullable().describe('Number of the branch from 0; null: none held'),
    explained: explainedRule.nullable(),
  }),
  z.object({
    kind: z.literal('happened'),
    at: instant.describe('The event or transaction that was waited for'),
  }),
  z.object({ kind: z.literal('timed_out'), after: instant }),
  z.object({ kind: z.literal('contact'), outcome: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('exit_condition') }),
  z.object({ kind: z.literal('cancelled') }),
  z.object({ kind: z.literal('migrated'), fromVersion: z.number().int() }),
])
export type StepReason = z.infer<typeof stepReason>

export const tracedTouch = z.object({
  touch: z.string(),
  at: instant,
  channel: z.string(),
  template: z.string(),
  outcome: z.string().describe('queued, held, suppressed'),
  reason: z.string().describe("Why the gate refused, '' when it did not"),
  policyVersion: z.number().int().nullable().describe('Of the contact policy in force at that instant'),
  receipts: z.array(z.object({ status: z.string(), at: instant, provider: z.string(), detail: z.string() })),
})

export const tracedStep = z.object({
  tick: z.number().int(),
  version: z.number().int(),
  from: z.string().describe("'' is the entry"),
  node: z.string(),
  type: z.string(),
  at: instant,
  wake: instant.describe('When the customer was or is ready to go on'),
  why: stepReason.describe('Why the customer came here from `from`'),
  touches: z.array(tracedTouch).describe('Contacts that this node made or wanted to make'),
})
export type TracedStep = z.infer<typeof tracedStep>

export const entryProblem = z.object({
  code: z.enum([
    'not_published',
    'not_running',
    'entry_closed',
    'not_started',
    'ended',
    'no_snapshot',
    'not_in_segment',
    'snapshot_not_read',
    'rule_does_not_hold',
    'entered_before',
    'entry_cap',
    'no_event',
    'no_date',
    'waits_for_call',
  ]),
  message: z.object({ 'zh-CN': z.string(), en: z.string() }),
})

/** All that happened to one customer in one journey, and why; or why nothing did. */
export const customerTrace = z.object({
  customer: z.number().int(),
  number: z.string().describe("The bank's own customer number, '' when it is not known"),
  journey: z.object({ key: z.string(), name: localisedText, status: z.string() }),
  state: z.enum(['never_entered', 'inside', 'held_out', 'converted', 'left', 'cancelled']),
  passages: z
    .array(
      z.object({
        version: z.number().int(),
        enteredAt: instant,
        state: z.enum(['inside', 'held_out', 'converted', 'left', 'cancelled']),
        node: z.string(),
        wake: instant.nullable(),
        steps: z.array(tracedStep),
      }),
    )
    .describe('Each time the customer entered, the latest first'),
  whyNot: z
    .array(entryProblem)
    .describe('Why the customer does not enter now; empty when nothing stands against it'),
  audience: explainedRule.nullable().describe('The rule of the entry segment; null for other entries'),
})
export type CustomerTrace = z.infer<typeof customerTrace>
