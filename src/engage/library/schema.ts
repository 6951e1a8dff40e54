import { z } from 'zod'
import { definitionKey, displayName } from '../../understand/rules/index.ts'
import { ruleJson } from '../../understand/segments/index.ts'
import { journeyGraph } from '../journeys/index.ts'
import { templateDefinition } from '../templates/index.ts'

/** Where in the customer's life with the bank a journey belongs. */
export const journeyStages = ['welcome', 'grow', 'keep', 'care', 'win_back'] as const

/**
 * A ready journey: `journeys/*.yaml`, one file each, with the segments and templates that it brings. Its graph is that of
 * any journey.
 */
export const libraryFile = z.strictObject({
  key: definitionKey,
  stage: z.enum(journeyStages),
  name: displayName,
  description: z.string().min(1).max(2000),
  segments: z
    .array(z.strictObject({ key: definitionKey, name: displayName, description: z.string(), rule: ruleJson }))
    .default([]),
  templates: z.array(templateDefinition).default([]),
  graph: journeyGraph,
})
export type LibraryFile = z.output<typeof libraryFile>

/** What a journey reads that the bank does not have (yet). */
const missing = z.object({
  events: z.array(z.string()).describe('Events that the tracking plan does not know'),
  tags: z.array(z.string()).describe('Tags that the catalogue does not know'),
})

export const libraryItem = z.object({
  key: definitionKey,
  stage: z.enum(journeyStages),
  name: displayName,
  description: z.string(),
  category: z.string(),
  nodes: z.number().int(),
  channels: z.array(z.string()),
  ready: z.boolean().describe('Everything it reads is there'),
  missing,
  added: z.boolean().describe('There is a journey of this key already'),
})
export type LibraryItem = z.infer<typeof libraryItem>

export const libraryDetail = libraryItem.extend({
  graph: journeyGraph,
  segments: z.array(z.object({ key: definitionKey, name: displayName, exists: z.boolean() })),
  templates: z.array(
    z.object({ key: definitionKey, name: displayName, channel: z.string(), exists: z.boolean() }),
  ),
})
export type LibraryDetail = z.infer<typeof libraryDetail>

export const libraryQuery = z.object({
  stage: z.enum(journeyStages).optional(),
  search: z.string().max(100).optional().describe('In key, names and description'),
})
export type LibraryQuery = z.output<typeof libraryQuery>

export const addFromLibraryRequest = z.strictObject({
  key: definitionKey.optional().describe('Of the new journey; unless said that of the library'),
})
