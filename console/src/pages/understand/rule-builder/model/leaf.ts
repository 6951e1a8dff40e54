import * as z from 'zod/mini'
import { type Comparison, compared, operators, readComparison } from './comparison.ts'

/**
 * Conditions as the builder holds them: the leaves of the rule language, in which what has not been chosen yet is ''
 * or absent. Whether a complete one is right, only the server says.
 */
const text = z.string()
const count = z.number()
const amountOperators = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between'] as const
export const amountOperator = z.enum(amountOperators)
export type AmountOperator = z.infer<typeof amountOperator>
const amount = { op: z.optional(amountOperator), value: z.optional(z.union([count, z.array(count)])) }

const eventWindow = {
  withinDays: z.optional(count),
  daysAgo: z.optional(z.tuple([count, count])),
  since: z.optional(text),
  until: z.optional(text),
}
export type EventWindow = z.infer<z.ZodMiniObject<typeof eventWindow>>

export const propertyCondition = z.strictObject({
  property: text,
  op: z.enum(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'in', 'not_in', 'is_set', 'is_not_set']),
  value: z.optional(compared),
})
export type PropertyCondition = z.infer<typeof propertyCondition>
const properties = z.optional(z.array(propertyCondition))

export const holdingFields = ['amount', 'opened', 'matures', 'closed'] as const
const fieldCondition = z.strictObject({
  field: z.enum(holdingFields),
  op: z.enum(operators),
  value: z.optional(compared),
})
export type FieldCondition = z.infer<typeof fieldCondition>

export const identityLevels = [
  'anonymous',
  'phone',
  'real_name',
  'card_bound',
  'class_2_3_account',
  'class_1_account',
] as const
export type IdentityLevel = (typeof identityLevels)[number]
export const levelOperators = ['gte', 'lte', 'between', 'in', 'not_in', 'eq', 'ne', 'gt', 'lt'] as const
export const relationKinds = ['household', 'payroll', 'merchant', 'referrer', 'disponent'] as const
export const behaviourMeasures = ['count', 'days', 'distinct', 'sum', 'avg', 'min', 'max'] as const
export const holdingMeasures = ['count', 'sum', 'max'] as const
export const holdingStates = ['open', 'closed', 'any'] as const

const comparisonFields = { op: z.enum(operators), value: z.optional(compared) }
const schemas = {
  tag: z.strictObject({ tag: text, ...comparisonFields }),
  attribute: z.strictObject({ attribute: text, ...comparisonFields }),
  holding: z.strictObject({
    holding: z.strictObject({
      class: z.optional(text),
      product: z.optional(text),
      status: z.optional(text),
      state: z.optional(z.enum(holdingStates)),
      maturesWithinDays: z.optional(count),
      where: z.optional(z.array(fieldCondition)),
      measure: z.optional(z.enum(holdingMeasures)),
    }),
    atLeast: z.optional(count),
    ...amount,
  }),
  identityLevel: z.strictObject({
    identityLevel: z.literal(true),
    op: z.enum(levelOperators),
    value: z.union([z.enum(identityLevels), z.array(z.enum(identityLevels))]),
  }),
  relation: z.strictObject({
    relation: z.strictObject({
      kind: text,
      detail: z.optional(text),
      related: z.optional(z.array(text)),
    }),
  }),
  behaviour: z.strictObject({
    behaviour: z.strictObject({
      event: text,
      where: properties,
      ...eventWindow,
      measure: z.optional(z.enum(behaviourMeasures)),
      property: z.optional(text),
    }),
    ...amount,
  }),
  sequence: z.strictObject({
    sequence: z.strictObject({
      steps: z.array(z.strictObject({ event: text, where: properties })),
      withinHours: count,
      ...eventWindow,
    }),
  }),
  firstTime: z.strictObject({
    firstTime: z.strictObject({ event: text, where: properties, ...eventWindow }),
  }),
  segment: z.strictObject({ segment: text }),
  list: z.strictObject({ list: text }),
  customers: z.strictObject({ customers: z.array(text) }),
}
export type LeafName = keyof typeof schemas
type Shapes = { [Name in LeafName]: z.infer<(typeof schemas)[Name]> & { readonly kind: Name } }

/** A condition this console cannot edit field by field: kept as it was written. */
interface OtherLeaf {
  readonly kind: 'other'
  readonly json: unknown
}
export type Leaf = Shapes[LeafName] | OtherLeaf
export type LeafOf<Name extends LeafName> = Shapes[Name]

/** Reads a leaf of the rule language; nothing of it is ever lost, for what is not known here stays as JSON. */
export function readLeaf(json: unknown): Leaf {
  if (typeof json !== 'object' || json === null) return { kind: 'other', json }
  const read = (): Leaf | undefined => {
    if ('tag' in json) return readAs('tag', json)
    if ('attribute' in json) return readAs('attribute', json)
    if ('holding' in json) return readAs('holding', json)
    if ('identityLevel' in json) return readAs('identityLevel', json)
    if ('relation' in json) return readAs('relation', json)
    if ('behaviour' in json) return readAs('behaviour', json)
    if ('sequence' in json) return readAs('sequence', json)
    if ('firstTime' in json) return readAs('firstTime', json)
    if ('segment' in json) return readAs('segment', json)
    if ('list' in json) return readAs('list', json)
    if ('customers' in json) return readAs('customers', json)
    return undefined
  }
  return read() ?? { kind: 'other', json }
}

function readAs<Name extends LeafName>(kind: Name, json: object): Shapes[Name] | undefined {
  const parsed = z.safeParse(schemas[kind], json)
  // TypeScript does not follow that the schema of `kind` parses to the shape of `kind`.
  return parsed.success ? (Object.assign({ kind }, parsed.data) as unknown as Shapes[Name]) : undefined
}

/** The leaf as JSON of the rule language. */
export function writeLeaf(leaf: Leaf): unknown {
  if (leaf.kind === 'other') return leaf.json
  const { kind: _, ...json } = leaf
  return json
}

/** What is still to be chosen before the condition means something; null when nothing is. */
export type Gap =
  | 'tag'
  | 'attribute'
  | 'value'
  | 'event'
  | 'property'
  | 'segment'
  | 'list'
  | 'customers'
  | 'window'
  | 'relation'

export function gapOf(leaf: Leaf): Gap | null {
  switch (leaf.kind) {
    case 'tag':
      return leaf.tag === '' ? 'tag' : comparisonGap(leaf)
    case 'attribute':
      return leaf.attribute === '' ? 'attribute' : comparisonGap(leaf)
    case 'holding': {
      const gaps = (leaf.holding.where ?? []).map(comparisonGap)
      return gaps.find((gap) => gap !== null) ?? amountGap(leaf)
    }
    case 'behaviour': {
      const { event, where, measure = 'count', property } = leaf.behaviour
      const measured = measure === 'count' || measure === 'days' || (property ?? '') !== ''
      return eventGap(event, where) ?? (measured ? amountGap(leaf) : 'property') ?? windowGap(leaf.behaviour)
    }
    case 'sequence': {
      const gaps = leaf.sequence.steps.map((step) => eventGap(step.event, step.where))
      return gaps.find((gap) => gap !== null) ?? windowGap(leaf.sequence)
    }
    case 'firstTime':
      return eventGap(leaf.firstTime.event, leaf.firstTime.where) ?? windowGap(leaf.firstTime)
    case 'segment':
      return leaf.segment === '' ? 'segment' : null
    case 'list':
      return leaf.list === '' ? 'list' : null
    case 'customers':
      return leaf.customers.length === 0 ? 'customers' : null
    case 'identityLevel':
      return comparisonGap(leaf)
    case 'relation':
      return leaf.relation.kind === '' ? 'relation' : null
    case 'other':
      return null
  }
}

function eventGap(event: string, where: readonly PropertyCondition[] = []): Gap | null {
  if (event === '') return 'event'
  if (where.some(({ property }) => property === '')) return 'property'
  return where.some((one) => comparisonGap(one) !== null) ? 'value' : null
}

const comparisonGap = (comparison: Comparison): Gap | null =>
  readComparison(comparison) === null ? 'value' : null

function amountGap({
  op = 'gte',
  value = 1,
}: {
  op?: AmountOperator
  value?: number | number[]
}): Gap | null {
  return comparisonGap({ op, value })
}

function windowGap({ since, until }: EventWindow): Gap | null {
  return since === '' || until === '' ? 'window' : null
}
