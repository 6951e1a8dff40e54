import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  canUnwrap,
  duplicate,
  insertInto,
  moveStep,
  moveTo,
  remove,
  setGroup,
  toggleNegated,
  unwrap,
  wrap,
} from './edits.ts'
import { type GroupNode, newCondition, nodesOf, readTree, writeTree } from './tree.ts'

const segments = (...keys: string[]) => keys.map((segment) => ({ segment }))
const written = (tree: GroupNode) => writeTree(tree, { everything: true }).rule
/** Ids in the order in which they are read; the root is the first. */
const ids = (tree: GroupNode) => [...nodesOf(tree)].map(({ id }) => id)

function idAt(tree: GroupNode, place: number): string {
  const id = ids(tree)[place]
  if (id === undefined) throw new Error(`There is no node ${place}`)
  return id
}

describe('editing a rule', () => {
  const flat = readTree({ all: segments('a', 'b', 'c') })
  const nested = readTree({ all: [{ segment: 'a' }, { any: segments('b', 'c') }, { segment: 'd' }] })

  it('adds where it is asked to', () => {
    const tree = insertInto(flat, flat.id, newCondition({ kind: 'segment', segment: 'x' }), 1)
    expect(written(tree)).toEqual({ all: segments('a', 'x', 'b', 'c') })
  })

  it('wraps a condition and takes the brackets off again', () => {
    const wrapped = wrap(flat, idAt(flat, 2))
    expect(written(wrapped)).toEqual({
      all: [{ segment: 'a' }, { any: [{ segment: 'b' }] }, { segment: 'c' }],
    })
    expect(written(unwrap(wrapped, idAt(wrapped, 2)))).toEqual(written(flat))
  })

  it('does not take the brackets off a negated group: the rule would mean something else', () => {
    const negated = toggleNegated(nested, idAt(nested, 2))
    expect(canUnwrap(negated, idAt(negated, 2))).toBe(false)
    expect(unwrap(negated, idAt(negated, 2))).toBe(negated)
  })

  it('duplicates a group with new ids', () => {
    const { root, copy } = duplicate(nested, idAt(nested, 2))
    expect(written(root)).toEqual({
      all: [{ segment: 'a' }, { any: segments('b', 'c') }, { any: segments('b', 'c') }, { segment: 'd' }],
    })
    expect(ids(root)).toContain(copy)
    expect(new Set(ids(root)).size).toBe(ids(root).length)
  })

  it('steps down through a group: into it, through it and out of it', () => {
    const a = idAt(nested, 1)
    const seen: unknown[] = []
    let tree = nested
    for (let step = 0; step < 5; step += 1) {
      tree = moveStep(tree, a, 'down')
      seen.push(written(tree))
    }
    expect(seen).toEqual([
      { all: [{ any: segments('a', 'b', 'c') }, { segment: 'd' }] },
      { all: [{ any: segments('b', 'a', 'c') }, { segment: 'd' }] },
      { all: [{ any: segments('b', 'c', 'a') }, { segment: 'd' }] },
      { all: [{ any: segments('b', 'c') }, { segment: 'a' }, { segment: 'd' }] },
      { all: [{ any: segments('b', 'c') }, { segment: 'd' }, { segment: 'a' }] },
    ])
    for (let step = 0; step < 5; step += 1) tree = moveStep(tree, a, 'up')
    expect(written(tree)).toEqual(written(nested))
  })

  it('does not move a group into itself', () => {
    const group = idAt(nested, 2)
    expect(moveTo(nested, group, group, 0)).toBe(nested)
    expect(moveTo(nested, nested.id, group, 0)).toBe(nested)
  })

  it('moves to the place that was pointed at, also further down in the same group', () => {
    const [, a, , c] = ids(flat)
    expect(written(moveTo(flat, a ?? '', flat.id, 2))).toEqual({ all: segments('b', 'a', 'c') })
    expect(written(moveTo(flat, c ?? '', flat.id, 0))).toEqual({ all: segments('c', 'a', 'b') })
  })

  it('keeps the rest of the tree the same object', () => {
    const tree = remove(nested, idAt(nested, 1))
    expect(tree.children[0]).toBe(nested.children[1])
    expect(setGroup(nested, 'nobody', { op: 'any' })).toBe(nested)
  })

  it('never loses or doubles a condition by moving', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(4), fc.nat(4), fc.nat(4), fc.boolean())), (moves) => {
        let tree = nested
        for (const [from, to, index, step] of moves) {
          const all = ids(tree)
          const id = all[from % all.length] ?? ''
          tree = step
            ? moveStep(tree, id, index % 2 === 0 ? 'up' : 'down')
            : moveTo(tree, id, all[to % all.length] ?? '', index)
        }
        expect(ids(tree).sort()).toEqual(ids(nested).sort())
      }),
    )
  })
})
