import { z } from 'zod'
import { contactPolicy } from '../../decide/policy/index.ts'
import { contactChannel } from '../../govern/consent/index.ts'
import { localisedText, templateDefinition, templateKey } from '../templates/index.ts'
import { goalCondition } from './goal-condition.ts'

const key = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be lower-case letters, digits and _')
const nodeId = key
const percent = z
  .number()
  .min(0)
  .max(100)
  .refine((value) => Number.isInteger(Math.round(value * 1e6) / 1e4), 'has at most two decimals')

/** Where customers stand who are held out or who converted. `$` keeps them apart from the ids people choose. */
export const terminals = ['$holdout', '$goal'] as const

const holdout = z.strictObject({ type: z.literal('holdout'), percent, next: nodeId })
const wait = z.strictObject({
  type: z.literal('wait'),
  days: z.number().min(0).max(3660).optional(),
  hours: z.number().min(0).max(87_840).optional(),
  next: nodeId,
})
const message = z.strictObject({
  type: z.literal('message'),
  channel: contactChannel,
  template: templateKey,
  next: nodeId,
})
const split = z.strictObject({
  type: z.literal('split'),
  branches: z
    .array(z.strictObject({ percent, next: nodeId }))
    .min(2)
    .max(20),
})
const goal = z.strictObject({
  type: z.literal('goal'),
  condition: goalCondition,
  withinDays: z.number().positive().max(3660).describe('Counted from arrival at this node'),
  next: nodeId.describe('Where customers go who did not convert in time'),
})
const exit = z.strictObject({ type: z.literal('exit') })

export const journeyNode = z.discriminatedUnion('type', [holdout, wait, message, split, goal, exit])
export type Node = z.output<typeof journeyNode>
export type NodeOf<Type extends Node['type']> = Extract<Node, { type: Type }>

/**
 * The graph of a journey. Customers of the entry segment enter once, at `entry.next`.
 *
 * @example (YAML)
 * entry: { segment: maturing_deposits, next: hold_back }
 * nodes:
 *   hold_back: { type: holdout, percent: 10, next: notice }
 *   notice:    { type: message, channel: sms, template: maturity_notice, next: rest }
 *   rest:      { type: wait, days: 3, next: renewed }
 *   renewed:   { type: goal, condition: { event: deposit_opened }, withinDays: 14, next: done }
 *   done:      { type: exit }
 * measure: { withinDays: 30 }     # optional: effect window from assignment; condition defaults to the first goal's
 */
export const journeyGraph = z.strictObject({
  entry: z.strictObject({ segment: key, next: nodeId }),
  nodes: z.record(nodeId, journeyNode),
  measure: z
    .strictObject({
      condition: goalCondition.optional(),
      withinDays: z.number().positive().max(3660).optional(),
    })
    .optional(),
})
export type JourneyGraph = z.output<typeof journeyGraph>
export type JourneyGraphInput = z.input<typeof journeyGraph>

/** The draft of a journey, as people edit it. */
export const journeyDraft = z.strictObject({
  key,
  name: localisedText,
  description: z.string().max(2000).default(''),
  graph: journeyGraph,
})
export type JourneyDraft = z.input<typeof journeyDraft>

/** `journeys.yaml`: `journeys:`, and beside it (applied first) `contactPolicy:` and `templates:`. */
export const journeyDefinitions = z.strictObject({
  contactPolicy: contactPolicy.optional(),
  templates: z.array(templateDefinition).default([]),
  journeys: z
    .array(journeyDraft.extend({ publish: z.boolean().default(true).describe('false leaves it a draft') }))
    .default([]),
})
export type JourneyDefinitions = z.input<typeof journeyDefinitions>

const status = z.enum(['draft', 'running', 'paused', 'finished'])

/** One journey in a list. */
export const journeySummary = z.object({
  id: z.number().int(),
  key,
  name: localisedText,
  description: z.string(),
  status,
  version: z.number().int().describe('Of the draft'),
  publishedVersion: z.number().int().nullable(),
  segment: key,
  entered: z.number().int(),
  inside: z.number().int().describe('Neither held out, converted nor at an exit'),
  heldOut: z.number().int(),
  converted: z.number().int(),
  lastTickAt: z.iso.datetime().nullable(),
  updatedAt: z.iso.datetime(),
})
export type JourneySummary = z.infer<typeof journeySummary>

/** One journey with its graph, who stands where, and what went along the edges. */
export const journeyView = journeySummary.extend({
  graph: journeyGraph.describe('The draft'),
  publishedGraph: journeyGraph.nullable(),
  nodes: z.array(z.object({ node: z.string(), standing: z.number().int(), passed: z.number().int() })),
  edges: z.array(z.object({ from: z.string(), to: z.string(), customers: z.number().int() })),
  touches: z.object({ queued: z.number().int(), suppressed: z.record(z.string(), z.number().int()) }),
  committedTick: z.number().int(),
})
export type JourneyView = z.infer<typeof journeyView>
