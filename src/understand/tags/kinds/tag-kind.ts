import type { z } from 'zod'
import type { LogisticModel } from '../models/logistic-model.ts'
import type { TagColumn } from './tag-column.ts'

export const tagSources = [
  'customer',
  'balance',
  'holding',
  'ledger',
  'event',
  'tag',
  'import',
  'sql',
] as const
export type TagSource = (typeof tagSources)[number]

/** What a refresh computes for: the closing state of one business day. */
export interface RefreshDay {
  /** `2026-11-01`; everything that happened up to the end of this day counts. */
  readonly asOf: string
  /** Business time zone that days begin in. */
  readonly timezone: string
}

/** The part of its source that a tag reads, so that a group's scan can skip the rest. Absent = everything. */
export interface TagReach {
  /** First calendar day that matters. */
  readonly since?: string
  /** Event names that matter. */
  readonly events?: readonly string[]
}

/** Another tag's value: its column, and the SQL that reads it where the group is computed. */
export interface ReadTag {
  readonly column: TagColumn
  readonly sql: string
}

/** What a tag is computed with besides the rows of its source. */
export interface Bindings {
  /** The tag's own key. */
  readonly key: string
  /** The tags it reads, by key. */
  readonly tags: ReadonlyMap<string, ReadTag>
  /** For each tag whose distribution it needs, the values between the buckets, ascending. */
  readonly thresholds: ReadonlyMap<string, readonly number[]>
  readonly model: LogisticModel | undefined
}

/** A tag whose distribution is needed, cut into `buckets` of equally many customers. */
export interface Buckets {
  readonly tag: string
  readonly buckets: number
}

/**
 * One declarative way to compute a tag. `select` yields one expression over the rows of one customer in the group's
 * source (an aggregate, or where the source has one row a customer a plain expression), of exactly the column's type.
 */
export interface TagKind<Schema extends z.ZodType> {
  readonly source: TagSource
  readonly schema: Schema
  column(definition: z.output<Schema>): TagColumn
  select(definition: z.output<Schema>, day: RefreshDay, bindings: Bindings): string
  reach?(definition: z.output<Schema>, day: RefreshDay): TagReach
  /** Value of a customer without a row in the source, as SQL; the column's own default unless said. */
  absent?(definition: z.output<Schema>): string
  /** Keys of the tags whose values it reads. */
  reads?(definition: z.output<Schema>): readonly string[]
  buckets?(definition: z.output<Schema>): readonly Buckets[]
  /** What does not fit the tags that it reads, as a sentence; null when all does. */
  problem?(definition: z.output<Schema>, columns: ReadonlyMap<string, TagColumn>): string | null
}

/** Keeps the definition's type while letting kinds stand in one list. */
export function defineTagKind<Schema extends z.ZodType>(kind: TagKind<Schema>): TagKind<Schema> {
  return kind
}
