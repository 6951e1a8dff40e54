import { z } from 'zod'
import { definitionKey } from '../../../understand/rules/index.ts'
import { nodeId } from '../entry-schema.ts'
import { journeyGraph } from '../schema.ts'

const version = z.number().int().positive()
const standing = z.array(
  z.object({ node: z.string(), customers: z.number().int().describe('Who stand there and have not ended') }),
)

export const versionSummary = z.object({
  version,
  publishedAt: z.iso.datetime(),
  publishedBy: z.string(),
  current: z.boolean().describe('New customers enter this one'),
  nodes: z.number().int(),
  inside: z.number().int().describe('Customers who are in this version'),
})
export type VersionSummary = z.output<typeof versionSummary>

export const versionView = versionSummary.extend({ graph: journeyGraph, standing })
export type VersionView = z.output<typeof versionView>

/** A version, or the draft. */
export const side = z.union([z.literal('draft'), z.coerce.number().int().positive()])
export type Side = z.output<typeof side>

const fieldChange = z.object({
  path: z.string().describe('JSON pointer within the node, the entry or the graph'),
  before: z.unknown().optional().describe('Absent: it was not there'),
  after: z.unknown().optional().describe('Absent: it is no longer there'),
})
export type FieldChange = z.output<typeof fieldChange>
const edge = z.object({ from: z.string().describe('$entry: the entry'), to: z.string() })

export const versionDiff = z.object({
  from: side,
  to: side,
  same: z.boolean(),
  added: z.array(z.object({ node: z.string(), type: z.string() })),
  removed: z.array(z.object({ node: z.string(), type: z.string() })),
  changed: z.array(z.object({ node: z.string(), type: z.string(), fields: z.array(fieldChange) })),
  edgesAdded: z.array(edge),
  edgesRemoved: z.array(edge),
  entry: z.array(fieldChange),
  settings: z.array(fieldChange).describe('Of the graph as a whole: times, exit conditions, priority …'),
})
export type VersionDiff = z.output<typeof versionDiff>

/** Who stands at a node of one version goes on at a node of another, or leaves. */
export const migration = z.strictObject({
  from: version,
  to: version,
  nodes: z
    .record(nodeId, z.union([z.literal('$exit'), nodeId]))
    .refine((nodes) => Object.keys(nodes).length > 0, 'maps no node')
    .describe('Node → node of the other version, or $exit. Who stands at a node that is not named stays'),
})
export type Migration = z.input<typeof migration>

export const migrationReport = z.object({
  journey: definitionKey,
  from: version,
  to: version,
  moved: z.array(z.object({ from: z.string(), to: z.string(), customers: z.number().int() })),
  stayed: z.number().int().describe('Customers who are still in the old version'),
})
export type MigrationReport = z.output<typeof migrationReport>
