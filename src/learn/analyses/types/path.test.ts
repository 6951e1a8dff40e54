import { asyncProperty, assert, boolean, constantFrom, integer, record } from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { runAnalysis } from '../run-analysis.ts'
import type { AnalysisOf } from '../schema.ts'
import type { SmallEvent } from '../testing/naive-funnel.ts'
import { byCustomer, smallDays, smallEvents, storeSmallEvents } from '../testing/small-events.ts'

const events = smallEvents(300, 3)
const people = byCustomer(events)
let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
  await storeSmallEvents(t.ctx.clickhouse, events)
})
afterAll(() => t.close())

type Path = AnalysisOf<'path'>

/** Paths of one customer, session by session. */
function pathsOf(question: Path, own: readonly SmallEvent[]): string[][] {
  const { anchor, direction, depth = 5, sessionGapMinutes = 30, without = [], collapse } = question
  const looked = own
    .filter(({ name }) => !without.includes(name) || name === anchor.event)
    .toSorted((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1))
  const sessions: SmallEvent[][] = []
  for (const one of looked) {
    const last = sessions.at(-1)?.at(-1)
    if (last && one.at - last.at <= sessionGapMinutes * 60_000) sessions.at(-1)?.push(one)
    else sessions.push([one])
  }
  return sessions.flatMap((session) => {
    const names = session.map(({ name }) => name)
    const ordered = direction === 'backward' ? names.toReversed() : names
    const at = ordered.indexOf(anchor.event)
    if (at === -1) return []
    const path = ordered.slice(at).filter((name, i, all) => collapse === false || name !== all[i - 1])
    return [path.slice(0, depth + 1)]
  })
}

const questions = record({
  anchor: record({ event: constantFrom('a', 'b') }),
  direction: constantFrom('forward' as const, 'backward' as const),
  depth: integer({ min: 1, max: 4 }),
  topN: integer({ min: 1, max: 4 }),
  sessionGapMinutes: constantFrom(1, 600, 1440),
  collapse: boolean(),
  without: constantFrom<string[]>([], ['x']),
})

it('draws the flows that following each customer draws', async () => {
  await assert(
    asyncProperty(questions, async (parts) => {
      const question: Path = { type: 'path', range: smallDays, who: 'everybody', ...parts }
      const paths = [...people].flatMap(([who, own]) => pathsOf(question, own).map((path) => ({ who, path })))
      const shown = Array.from({ length: question.depth ?? 5 }, (_, i) => {
        const counts = Map.groupBy(
          paths.flatMap(({ path }) => path[i + 1] ?? []),
          (name) => name,
        )
        return [...counts]
          .toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
          .slice(0, question.topN)
          .map(([name]) => name)
      })
      const label = (path: readonly string[], step: number): string => {
        const name = path[step]
        if (name === undefined) return '$end'
        return step === 0 || shown[step - 1]?.includes(name) ? name : '$rest'
      }
      const expected = new Map<string, { paths: number; customers: Set<number> }>()
      for (const { who, path } of paths)
        for (let step = 1; step <= Math.min(path.length, question.depth ?? 5); step += 1) {
          const key = `${step} ${label(path, step - 1)} ${label(path, step)}`
          const flow = expected.get(key) ?? { paths: 0, customers: new Set() }
          expected.set(key, { paths: flow.paths + 1, customers: flow.customers.add(who) })
        }
      const { tables } = await runAnalysis(t.ctx, question)
      const links = tables.find(({ key }) => key === 'links')?.rows ?? []
      expect(
        Object.fromEntries(
          links.map(({ values }) => [
            `${values['step']} ${values['from']} ${values['to']}`,
            [values['paths'], values['customers']],
          ]),
        ),
      ).toEqual(
        Object.fromEntries([...expected].map(([key, flow]) => [key, [flow.paths, flow.customers.size]])),
      )
      const [first] = tables.find(({ key }) => key === 'nodes')?.rows ?? []
      expect(first?.values['paths']).toBe(paths.length)
    }),
    { numRuns: 40 },
  )
})
