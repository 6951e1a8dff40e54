import type { z } from 'zod'
import { attributeLeaf } from './attribute.ts'
import { behaviourLeaf } from './behaviour.ts'
import { customersLeaf } from './customers.ts'
import { firstTimeLeaf } from './first-time.ts'
import { holdingLeaf } from './holding.ts'
import { identityLevelLeaf } from './identity-level.ts'
import type { LeafKind } from './leaf-kind.ts'
import { listLeaf } from './list.ts'
import { relationLeaf } from './relation.ts'
import { segmentLeaf } from './segment.ts'
import { sequenceLeaf } from './sequence.ts'
import { tagLeaf } from './tag.ts'

const kinds = {
  tag: tagLeaf,
  attribute: attributeLeaf,
  holding: holdingLeaf,
  identityLevel: identityLevelLeaf,
  behaviour: behaviourLeaf,
  sequence: sequenceLeaf,
  firstTime: firstTimeLeaf,
  relation: relationLeaf,
  segment: segmentLeaf,
  list: listLeaf,
  customers: customersLeaf,
}
type LeafName = keyof typeof kinds

/** Every condition a rule can hold, marked by the property that names its kind. */
export type Leaf = z.output<(typeof kinds)[LeafName]['schema']>

export const leafSchemas = Object.values(kinds).map((kind) => kind.schema)
export const leafNames = Object.keys(kinds)

function isLeafName(name: string): name is LeafName {
  return Object.hasOwn(kinds, name)
}

/** The kind that a leaf (or what should be one) belongs to, by its marking property. */
export function leafKind(leaf: object): LeafKind<z.ZodType> | undefined {
  const name = Object.keys(leaf).find(isLeafName)
  return name && kinds[name]
}

export type { RuleScope } from './leaf-kind.ts'
