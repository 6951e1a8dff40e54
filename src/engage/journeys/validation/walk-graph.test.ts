import fc from 'fast-check'
import { expect, it } from 'vitest'
import { journeyGraph } from '../schema.ts'
import { endlessLoops, reachableFrom } from './walk-graph.ts'

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
const id = fc.constantFrom(...ids, 'nowhere')
const half = (next: string) => ({ percent: 50, next })
const ways = {
  jump: fc.record({ type: fc.constant('jump'), to: id }),
  wait: fc.record({ type: fc.constant('wait'), days: fc.constant(1), next: id }),
  split: fc.tuple(id, id).map(([x, y]) => ({ type: 'split', branches: [half(x), half(y)] })),
  rules: fc
    .tuple(id, id)
    .map(([next, otherwise]) => ({ type: 'rule_split', branches: [{ rule: {}, next }], otherwise })),
  event: fc.record({
    type: fc.constant('wait_for_event'),
    condition: fc.constant({ event: 'x' }),
    withinDays: fc.constant(1),
    next: id,
    timeout: id,
  }),
  exit: fc.constant({ type: 'exit' }),
}
const drawn = fc.record(Object.fromEntries(ids.map((key) => [key, fc.oneof(...Object.values(ways))])))

/** The same graph as plain arrows, read off its JSON without any of the code under test. */
function arrowsOf(nodes: Record<string, object>): Map<string, string[]> {
  return new Map(
    Object.entries(nodes).map(([key, node]) => {
      const found: string[] = []
      JSON.stringify(node, (name, value) => {
        if (['to', 'next', 'otherwise', 'timeout'].includes(name) && value in nodes) found.push(value)
        return value
      })
      return [key, found]
    }),
  )
}

/** Everywhere that arrows lead to in at least one step, by squaring until nothing is added. */
function closure(arrows: ReadonlyMap<string, readonly string[]>): Map<string, Set<string>> {
  const reach = new Map([...arrows].map(([key, to]) => [key, new Set(to)]))
  for (let round = 0; round < ids.length; round += 1) {
    for (const set of reach.values()) {
      for (const via of set) for (const to of reach.get(via) ?? []) set.add(to)
    }
  }
  return reach
}

it('reaches exactly the nodes that arrows lead to', () => {
  fc.assert(
    fc.property(drawn, (nodes) => {
      const graph = journeyGraph.parse({ entry: { segment: 's', next: 'a' }, nodes })
      const expected = new Set(['a', ...(closure(arrowsOf(nodes)).get('a') ?? [])])
      expect(reachableFrom(graph, ['a'])).toEqual(expected)
    }),
    { numRuns: 500 },
  )
})

it('finds exactly the nodes that lead back to themselves without time passing', () => {
  fc.assert(
    fc.property(drawn, (nodes) => {
      const graph = journeyGraph.parse({ entry: { segment: 's', next: 'a' }, nodes })
      const timeless = new Set(
        Object.entries(nodes).flatMap(([key, node]) =>
          ['wait', 'wait_for_event'].includes(String(Object(node).type)) ? [] : [key],
        ),
      )
      const within = [...arrowsOf(nodes)]
        .filter(([key]) => timeless.has(key))
        .map(([key, to]): [string, string[]] => [key, to.filter((one) => timeless.has(one))])
      const reach = closure(new Map(within))
      const expected = [...timeless].filter((key) => reach.get(key)?.has(key))
      const found = endlessLoops(graph)
      expect(found.flat().toSorted()).toEqual(expected.toSorted())
      // Two nodes are in the same loop exactly if each leads to the other.
      for (const loop of found)
        for (const one of loop) for (const two of loop) expect(reach.get(one)?.has(two)).toBe(true)
      expect(
        new Set(found.map((loop) => [...(reach.get(loop[0] ?? '') ?? [])].toSorted().join())).size,
      ).toBeLessThanOrEqual(found.length)
    }),
    { numRuns: 500 },
  )
})
