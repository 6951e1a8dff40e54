import { describe, expect, it } from 'vitest'
import { nodesOf, readTree } from './tree.ts'
import { verdictsOf } from './verdicts.ts'

const tree = readTree({
  all: [{ segment: 'a' }, { not: { any: [{ segment: 'b' }, { segment: 'c' }] } }, { not: { segment: 'd' } }],
})
const [root, a, group, b, c, d] = [...nodesOf(tree)].map(({ id }) => id)
const judge = (met: Record<string, boolean>) => verdictsOf(tree, (id) => met[id])

describe('what a customer satisfies', () => {
  it('is true of the whole when all parts are', () => {
    const verdicts = judge({ [a ?? '']: true, [b ?? '']: false, [c ?? '']: false, [d ?? '']: false })
    expect([...verdicts]).toEqual(
      expect.arrayContaining([
        [root, true],
        [group, true],
        [d, true],
      ]),
    )
  })

  it('turns a negated group over', () => {
    const verdicts = judge({ [a ?? '']: true, [b ?? '']: false, [c ?? '']: true, [d ?? '']: false })
    expect(verdicts.get(group ?? '')).toBe(false)
    expect(verdicts.get(root ?? '')).toBe(false)
  })

  it('says nothing where a part is not known and could decide', () => {
    const verdicts = judge({ [a ?? '']: true, [b ?? '']: false, [d ?? '']: false })
    expect(verdicts.has(group ?? '')).toBe(false)
    expect(verdicts.has(root ?? '')).toBe(false)
    expect(judge({ [a ?? '']: false }).get(root ?? '')).toBe(false)
  })
})
