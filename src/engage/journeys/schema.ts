import { z } from 'zod'
import { contactPolicy } from '../../decide/policy/index.ts'
import { contactChannel } from '../../govern/consent/index.ts'
import { definitionKey } from '../../understand/rules/index.ts'
import { ruleJson } from '../../understand/segments/index.ts'
import { localisedText, templateDefinition } from '../templates/index.ts'
import { journeyEntrySchema, nodeId } from './entry-schema.ts'
import { goalCondition } from './goal-condition.ts'
import { journeyNode } from './node-schemas.ts'

export type { Entry, EntryOf } from './entry-schema.ts'
export type { Node, NodeOf } from './node-schemas.ts'

const key = definitionKey
const journeyEntryType = z.enum(['segment', 'event', 'date', 'api', 'journey'])

/** Most nodes of one graph. */
const mostNodes = 300

/** What ends a passage at once, wherever the customer stands. */
export const exitCondition = z.union([goalCondition, z.strictObject({ rule: ruleJson })])
export type ExitCondition = z.output<typeof exitCondition>

export const journeyCategories = ['marketing', 'service', 'care', 'transaction'] as const

/**
 * The graph of a journey. Besides at its nodes customers stand where they end by themselves: `$holdout`, `$goal`,
 * `$exit_rule` (an exit condition held), `$cancelled` (they were inside when the journey was cancelled) and `$exit` (taken
 * out when others went on to another version). `$` keeps these apart from the ids people choose.
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
  entry: journeyEntrySchema,
  nodes: z
    .record(nodeId, journeyNode)
    .refine((nodes) => Object.keys(nodes).length <= mostNodes, `has more than ${mostNodes} nodes`),
  startsAt: z.iso.datetime({ offset: true }).optional().describe('Nobody enters before'),
  endsAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('Nobody enters from then on; who is inside goes on'),
  exitWhen: z
    .array(exitCondition)
    .max(20)
    .optional()
    .describe('Who fulfils one of these leaves at once, wherever they stand'),
  priority: z
    .number()
    .int()
    .min(0)
    .max(100)
    .optional()
    .describe('Between journeys that compete for the same contact; 50 unless said, 100 first'),
  category: z
    .enum(journeyCategories)
    .optional()
    .describe('What kind of contact this is, for the contact policy; marketing unless said'),
  measure: z
    .strictObject({
      condition: goalCondition.optional(),
      withinDays: z.number().positive().max(3660).optional(),
    })
    .optional(),
  layout: z
    .record(z.string().max(64), z.strictObject({ x: z.number(), y: z.number() }))
    .optional()
    .describe('Where the canvas draws the nodes; means nothing to the journey'),
})
z.globalRegistry.add(journeyGraph, { id: 'JourneyGraph' })
export type JourneyGraph = z.output<typeof journeyGraph>
export type JourneyGraphInput = z.input<typeof journeyGraph>

/**
 * A graph that people are still drawing: anything may be missing, so that nothing drawn is ever lost. Publishing and
 * validating ask for a `journeyGraph`.
 */
export const unfinishedGraph = z.looseObject({
  entry: z.looseObject({ type: journeyEntryType.optional(), segment: key.optional() }),
  nodes: z
    .record(nodeId, z.looseObject({ type: z.string().max(64) }))
    .refine((nodes) => Object.keys(nodes).length <= mostNodes, `has more than ${mostNodes} nodes`),
  priority: journeyGraph.shape.priority,
  layout: journeyGraph.shape.layout,
})

/** The draft of a journey, as people edit it. */
export const journeyDraft = z.strictObject({
  key,
  name: localisedText,
  description: z.string().max(2000).default(''),
  graph: unfinishedGraph,
})
export type JourneyDraft = z.input<typeof journeyDraft>

/** `journeys.yaml`: `journeys:`, and beside it (applied first) `contactPolicy:` and `templates:`. */
export const journeyDefinitions = z.strictObject({
  contactPolicy: contactPolicy.optional(),
  templates: z.array(templateDefinition).default([]),
  journeys: z
    .array(
      journeyDraft.extend({
        graph: journeyGraph,
        publish: z.boolean().default(true).describe('false leaves it a draft'),
      }),
    )
    .default([]),
})
export type JourneyDefinitions = z.input<typeof journeyDefinitions>

const status = z.enum(['draft', 'running', 'paused', 'finished', 'cancelled'])

/** One journey in a list. */
export const journeySummary = z.object({
  id: z.number().int(),
  key,
  name: localisedText,
  description: z.string(),
  status,
  version: z.number().int().describe('Of the draft'),
  publishedVersion: z.number().int().nullable(),
  entry: journeyEntryType.describe('How customers come in'),
  segment: key.nullable().describe('Of the entry by segment'),
  priority: z.number().int().describe('Of the draft; 50 unless said'),
  entered: z.number().int(),
  inside: z.number().int().describe('Neither held out, converted nor at an exit'),
  heldOut: z.number().int(),
  converted: z.number().int(),
  lastTickAt: z.iso.datetime().nullable(),
  entryClosedAt: z.iso.datetime().nullable().describe('Finishing: nobody enters since'),
  endedAt: z.iso.datetime().nullable().describe('Finished or cancelled'),
  archivedAt: z.iso.datetime().nullable(),
  updatedAt: z.iso.datetime(),
})
export type JourneySummary = z.infer<typeof journeySummary>

/** Customers who are ready to go on and wait because the outboxes of all channels of their message are full. */
const heldBack = z.object({
  version: z.number().int(),
  node: nodeId,
  channels: z.array(contactChannel),
  customers: z.number().int(),
})
export type HeldBack = z.infer<typeof heldBack>

/** One journey with its graph, who stands where, and what went along the edges. */
export const journeyView = journeySummary.extend({
  graph: unfinishedGraph.describe('The draft; anything may still be missing'),
  publishedGraph: journeyGraph.nullable(),
  nodes: z.array(z.object({ node: z.string(), standing: z.number().int(), passed: z.number().int() })),
  edges: z.array(z.object({ from: z.string(), to: z.string(), customers: z.number().int() })),
  touches: z.object({ queued: z.number().int(), suppressed: z.record(z.string(), z.number().int()) }),
  heldBack: z.array(heldBack).describe('Messages that wait for room in an outbox'),
  committedTick: z.number().int(),
})
export type JourneyView = z.infer<typeof journeyView>
