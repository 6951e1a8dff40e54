import type { z } from 'zod'
import type { TagColumn } from './tag-column.ts'

export const tagSources = ['customer', 'balance', 'holding', 'ledger', 'event'] as const
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

/**
 * One declarative way to compute a tag. `select` yields one expression over the rows of one customer in the group's
 * source (an aggregate, or for the `customer` source a plain expression), of exactly the column's type.
 */
export interface TagKind<Schema extends z.ZodType> {
  readonly source: TagSource
  readonly schema: Schema
  column(definition: z.output<Schema>): TagColumn
  select(definition: z.output<Schema>, day: RefreshDay): string
  reach?(definition: z.output<Schema>, day: RefreshDay): TagReach
}

/** Keeps the definition's type while letting kinds stand in one list. */
export function defineTagKind<Schema extends z.ZodType>(kind: TagKind<Schema>): TagKind<Schema> {
  return kind
}
