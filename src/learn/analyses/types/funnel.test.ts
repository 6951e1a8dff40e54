import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import type { PropertyCondition } from '../../../understand/rules/index.ts'
import type { AnalysisOf } from '../schema.ts'
import { compileSplit } from '../split.ts'
import { naiveFunnel } from '../testing/naive-funnel.ts'
import { byCustomer, smallDays, smallEvents, smallNames, storeSmallEvents } from '../testing/small-events.ts'
import { chainsSql } from './funnel-chains.ts'

const events = smallEvents(700, 7)
const people = byCustomer(events)
let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
  await storeSmallEvents(t.ctx.clickhouse, events)
})
afterAll(() => t.close())

type Funnel = AnalysisOf<'funnel'>
const row = z.object({
  who: z.number(),
  value: z.string(),
  level: z.number(),
  took: z.array(z.coerce.number()),
})

async function found(funnel: Funnel, times = true): Promise<z.output<typeof row>[]> {
  const split = funnel.breakdown ? compileSplit(funnel.breakdown, emptyCatalogue, new Map()) : null
  const question = {
    analysis: funnel,
    days: smallDays,
    timezone: 'Asia/Shanghai',
    among: null,
    split,
    sample: 1,
  }
  return t.ctx.clickhouse.query(`${chainsSql(question, times)} ORDER BY who, value`, {}, row)
}
const emptyCatalogue = { tags: new Map(), segments: new Map(), lists: new Map() }

const where = fc.constantFrom<PropertyCondition[]>(
  [],
  [{ property: 'page', op: 'is_set' }],
  [{ property: 'page', op: 'eq', value: 'home' }],
)
const event = fc.record({ event: fc.constantFrom(...smallNames), where })
const funnels = fc
  .record({
    steps: fc.array(event, { minLength: 2, maxLength: 4 }),
    order: fc.constantFrom('ordered' as const, 'strict' as const, 'any' as const),
    windowSeconds: fc.constantFrom(1, 21_600, 108_000, 864_000),
    exclusions: fc.array(
      fc.record({ event: fc.constantFrom('x', 'c'), after: fc.nat(2), before: fc.nat(3) }),
      {
        maxLength: 2,
      },
    ),
  })
  .map(({ exclusions, ...rest }): Funnel => {
    const possible = exclusions.filter(({ after, before }) => after < before && before < rest.steps.length)
    return {
      type: 'funnel',
      range: smallDays,
      ...rest,
      ...(rest.order === 'any' ? {} : { exclusions: possible }),
    }
  })

describe('a funnel finds what trying every chain finds', () => {
  it('for any steps, order, window and exclusions, ties in time among them', async () => {
    const seen = new Set<number>()
    await fc.assert(
      fc.asyncProperty(funnels, async (funnel) => {
        const rows = await found(funnel)
        const counted = await found(funnel, false)
        expect(counted.map(({ who, level }) => ({ who, level }))).toEqual(
          rows.map(({ who, level }) => ({ who, level })),
        )
        const expected = [...people].flatMap(([who, own]) => {
          const { level, took } = naiveFunnel(funnel, own)
          return level === 0 ? [] : [{ who, level, took }]
        })
        for (const { level } of expected) seen.add(level)
        expect(
          rows.map(({ who, level, took }) => ({ who, level, took: funnel.order === 'any' ? [] : took })),
        ).toEqual(expected.toSorted((a, b) => a.who - b.who))
      }),
      { numRuns: 50 },
    )
    expect(Math.max(...seen)).toBeGreaterThan(2)
  })

  it('for chains that hold a property constant, and those that begin with a value', async () => {
    const steps = [{ event: 'a' }, { event: 'b' }, { event: 'a' }]
    const held: Funnel = {
      type: 'funnel',
      range: smallDays,
      steps,
      windowSeconds: 864_000,
      holdConstant: { by: 'property', property: 'order' },
    }
    const heldExpected = [...people].flatMap(([who, own]) => {
      const orders = Map.groupBy(own, ({ properties }) => properties['order'] ?? '')
      const best = ['1', '2']
        .map((order) => naiveFunnel(held, orders.get(order) ?? []))
        .toSorted((a, b) => b.level - a.level || (a.took.at(-1) ?? 0) - (b.took.at(-1) ?? 0))[0]
      return best && best.level > 0 ? [{ who, level: best.level, total: best.took.at(-1) }] : []
    })
    expect((await found(held)).map(({ who, level, took }) => ({ who, level, total: took.at(-1) }))).toEqual(
      heldExpected.toSorted((a, b) => a.who - b.who),
    )

    const split: Funnel = {
      type: 'funnel',
      range: smallDays,
      steps,
      windowSeconds: 300_000,
      breakdown: { by: 'property', property: 'page' },
    }
    const splitExpected = [...people].flatMap(([who, own]) =>
      ['', '$none', 'home', 'list'].flatMap((value) => {
        // Only the first step must have the value: the third means the same event and may have any.
        const chains = naiveStarts(split, own, value)
        return chains === 0 ? [] : [{ who, value, level: chains }]
      }),
    )
    expect((await found(split)).map(({ who, value, level }) => ({ who, value, level }))).toEqual(
      splitExpected.toSorted((a, b) => a.who - b.who || (a.value < b.value ? -1 : 1)),
    )
  })
})

/** The level of the chains that begin with a value, where the first step alone must have it. */
function naiveStarts(funnel: Funnel, own: readonly (typeof events)[number][], value: string): number {
  if (value === '') return naiveFunnel(funnel, own).level
  const wanted = value === '$none' ? '' : value
  const marked = own.map((one) =>
    one.name === 'a' && (one.properties['page'] ?? '') === wanted
      ? { ...one, properties: { ...one.properties, begins: 'yes' } }
      : one,
  )
  const [first, ...later] = funnel.steps
  if (!first) return 0
  const begins = { ...first, where: [{ property: 'begins', op: 'eq' as const, value: 'yes' }] }
  return naiveFunnel({ ...funnel, steps: [begins, ...later] }, marked).level
}
