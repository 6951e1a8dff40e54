import { describe, expect, it } from 'vitest'
import { findNode, nodeAt, nodesOf, readTree, writeTree } from './tree.ts'

const rule = {
  all: [
    { tag: 'aum', op: 'gte', value: 50_000 },
    { not: { any: [{ holding: { class: 'loan' } }, { segment: 'dormant' }] } },
    { behaviour: { event: 'login', withinDays: 30 }, op: 'gte', value: 3 },
  ],
}

describe('a rule in the builder', () => {
  it.each([
    rule,
    { tag: 'aum', op: 'is_set' },
    { not: { list: 'guests' } },
    { any: [{ identityLevel: true, op: 'gte', value: 'card_bound' }, { customers: ['1', '2'] }] },
    {
      all: [
        { sequence: { steps: [{ event: 'a' }, { event: 'b' }], withinHours: 2, since: '2026-01-01' } },
        { firstTime: { event: 'a' } },
      ],
    },
  ])('is written as it was read: %j', (json) => {
    expect(writeTree(readTree(json)).rule).toEqual(json)
  })

  it('keeps conditions that it does not know as they are', () => {
    const json = { all: [{ horoscope: 'leo' }, { tag: 'aum', op: 'gte', value: 1, note: 'mine' }] }
    const tree = readTree(json)
    expect(
      [...nodesOf(tree)].filter((node) => node.type === 'condition' && node.leaf.kind === 'other'),
    ).toHaveLength(2)
    expect(writeTree(tree).rule).toEqual(json)
  })

  it('reads not of not as nothing', () => {
    expect(writeTree(readTree({ not: { not: { segment: 'a' } } })).rule).toEqual({ segment: 'a' })
  })

  it('leaves out what is not complete, and the groups that become empty by that', () => {
    const tree = readTree({
      all: [
        { segment: 'a' },
        { any: [{ tag: '', op: 'gte' }] },
        { tag: 'age', op: 'between', value: [18] },
        { segment: 'b' },
      ],
    })
    const { rule: written, gaps } = writeTree(tree)
    expect(written).toEqual({ all: [{ segment: 'a' }, { segment: 'b' }] })
    expect(gaps).toHaveLength(2)
    expect(writeTree(readTree({ all: [] })).rule).toBeNull()
  })

  it('finds the condition that a pointer of the written rule means, though others were left out', () => {
    const tree = readTree({ all: [{ tag: '', op: 'gte' }, { segment: 'a' }, { not: { segment: 'b' } }] })
    const { places } = writeTree(tree)
    const [, , a, b] = nodesOf(tree)
    expect(nodeAt(places, '/all/0/segment')).toEqual({ id: a?.id, rest: '/segment' })
    expect(nodeAt(places, '/all/1/not/segment')).toEqual({ id: b?.id, rest: '/segment' })
    expect(nodeAt(places, '/all/1')?.id).toBe(b?.id)
    expect(nodeAt(places, '')?.id).toBe(tree.id)
  })

  it('points at the only condition of a rule that holds nothing else', () => {
    const tree = readTree({ all: [{ tag: 'nope', op: 'is_set' }] })
    const { places, rule: written } = writeTree(tree)
    expect(written).toEqual({ tag: 'nope', op: 'is_set' })
    const place = nodeAt(places, '/tag')
    expect(findNode(tree, place?.id ?? '')?.type).toBe('condition')
  })

  it('writes everything for the draft', () => {
    const json = { all: [{ tag: '', op: 'gte' }, { any: [] }] }
    expect(writeTree(readTree(json), { everything: true }).rule).toEqual(json)
  })
})
