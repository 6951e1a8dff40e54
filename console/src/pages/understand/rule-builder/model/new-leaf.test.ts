import { describe, expect, it } from 'vitest'
import { gapOf, readLeaf, writeLeaf } from './leaf.ts'
import { newLeaf, tagLeaf } from './new-leaf.ts'

describe('a new condition', () => {
  it.each([
    ['attribute', 'attribute'],
    ['behaviour', 'event'],
    ['didNot', 'event'],
    ['sequence', 'event'],
    ['firstTime', 'event'],
    ['segment', 'segment'],
    ['relation', 'relation'],
    ['list', 'list'],
    ['customers', 'customers'],
    ['holding', null],
    ['identityLevel', null],
  ] as const)('%s lacks %s', (what, gap) => {
    expect(gapOf(newLeaf(what))).toBe(gap)
  })

  it('is complete at once where a name says it all', () => {
    expect(gapOf(newLeaf('behaviour', 'login'))).toBeNull()
    expect(gapOf(newLeaf('segment', 'wealth'))).toBeNull()
    expect(gapOf(tagLeaf('mobile_bank', 'boolean'))).toBeNull()
    expect(gapOf(tagLeaf('aum', 'number'))).toBe('value')
  })

  it('is read back as what it is', () => {
    for (const what of [
      'attribute',
      'holding',
      'identityLevel',
      'behaviour',
      'didNot',
      'sequence',
      'firstTime',
      'segment',
      'relation',
      'list',
      'customers',
    ] as const) {
      const leaf = newLeaf(what, 'x')
      expect(readLeaf(writeLeaf(leaf))).toEqual(leaf)
    }
  })
})
