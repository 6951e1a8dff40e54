import { startOf, type ValueType } from './comparison.ts'
import type { Leaf, LeafName } from './leaf.ts'

/** What can be added to a rule besides tags: the leaves, and `did not` as the case of a behaviour that it is. */
export type NewLeaf = Exclude<LeafName, 'tag'> | 'didNot'

export function tagLeaf(tag: string, type: ValueType): Leaf {
  return { kind: 'tag', tag, ...startOf(type) } as Leaf
}

export function newLeaf(what: NewLeaf, name = ''): Leaf {
  switch (what) {
    case 'attribute':
      return { kind: 'attribute', attribute: name, op: 'in', value: [] }
    case 'holding':
      return { kind: 'holding', holding: name === '' ? {} : { class: name }, op: 'gte', value: 1 }
    case 'identityLevel':
      return { kind: 'identityLevel', identityLevel: true, op: 'gte', value: 'real_name' }
    case 'relation':
      return { kind: 'relation', relation: { kind: name } }
    case 'behaviour':
      return { kind: 'behaviour', behaviour: { event: name, withinDays: 30 }, op: 'gte', value: 1 }
    case 'didNot':
      return { kind: 'behaviour', behaviour: { event: name, withinDays: 30 }, op: 'eq', value: 0 }
    case 'sequence':
      return {
        kind: 'sequence',
        sequence: { steps: [{ event: name }, { event: '' }], withinHours: 24, withinDays: 30 },
      }
    case 'firstTime':
      return { kind: 'firstTime', firstTime: { event: name, withinDays: 7 } }
    case 'segment':
      return { kind: 'segment', segment: name }
    case 'list':
      return { kind: 'list', list: name }
    case 'customers':
      return { kind: 'customers', customers: [] }
  }
}
