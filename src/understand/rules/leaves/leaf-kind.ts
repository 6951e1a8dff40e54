import type { z } from 'zod'
import type { ErrorDetail } from '../../../platform/errors.ts'
import type { CustomerSet } from '../customer-set.ts'
import type { RuleCatalogue } from '../catalogue.ts'
import type { Language } from '../names.ts'

/** What a rule compiles against. */
export interface RuleScope {
  readonly catalogue: RuleCatalogue
  /** Windows end here. */
  readonly asOf: Date
  /** Business time zone that days begin in. */
  readonly timezone: string
  /** Whether customers may be taken together as words of 64; they may unless said. */
  readonly words?: boolean
}

/** Something wrong with a leaf; `waits` = right as written, but what it reads has no values yet. */
export interface LeafProblem extends ErrorDetail {
  readonly waits?: boolean
}

/** The value that a leaf sees for a customer: an aggregate over the customer's rows of a table. */
export interface Observation {
  readonly table: string
  readonly where: string
  /** SQL aggregate; null = no value. */
  readonly value: string
  /** What is seen of a customer without such rows; nothing, unless said. */
  readonly absent?: string | undefined
}

/** One kind of condition: the property that marks it, its shape, and what it means. */
export interface LeafKind<Schema extends z.ZodType> {
  readonly schema: Schema
  /** What is wrong that the shape cannot tell; paths are relative to the leaf. */
  check(leaf: z.output<Schema>, catalogue: RuleCatalogue): LeafProblem[]
  /** The customers that satisfy a checked leaf. */
  compile(leaf: z.output<Schema>, scope: RuleScope): CustomerSet
  /** Where the value that the leaf compares is seen: for explanations. */
  observe(leaf: z.output<Schema>, scope: RuleScope): Observation
  describe(leaf: z.output<Schema>, catalogue: RuleCatalogue, language: Language): string
  /** Keys of the segments it reads. */
  segments?(leaf: z.output<Schema>): string[]
}

/** Keeps the leaf's type while letting kinds stand in one list. */
export function defineLeafKind<Schema extends z.ZodType>(kind: LeafKind<Schema>): LeafKind<Schema> {
  return kind
}
