import { assert, asyncProperty, constantFrom, integer, record } from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { runAnalysis } from '../run-analysis.ts'
import { attributionModels, type AnalysisOf } from '../schema.ts'
import { naivePaths, naiveShapley, naiveWeights } from '../testing/naive-attribution.ts'
import { byCustomer, smallDays, smallEvents, storeSmallEvents } from '../testing/small-events.ts'
import { shapleyCredits, shapleyValues } from './shapley.ts'

describe('Shapley values', () => {
  const [facebook, google, linkedIn] = [1, 2, 4] as const

  it('are those of the published example of three advertising channels', () => {
    // github.com/jrkinley/game-theory-attribution: the worth of every coalition, and what each channel gets.
    const worth = new Map([
      [facebook, 0.18],
      [google, 0.04],
      [linkedIn, 0.08],
      [facebook | google, 0.32],
      [facebook | linkedIn, 0.52],
      [google | linkedIn, 0.19],
      [facebook | google | linkedIn, 1],
    ])
    const values = shapleyValues(7, (some) => worth.get(some) ?? 0)
    expect(values.get(facebook)).toBeCloseTo(0.45, 12)
    expect(values.get(google)).toBeCloseTo(0.215, 12)
    expect(values.get(linkedIn)).toBeCloseTo(0.335, 12)
  })

  it('are those of the glove game: one right glove is worth two left ones', () => {
    // Two hold a left glove, the third a right one; a pair is worth 1 (Shapley and Shubik 1969).
    const values = shapleyValues(7, (some) => ((some & 3) > 0 && (some & 4) > 0 ? 1 : 0))
    expect([values.get(1), values.get(2), values.get(4)].map((value) => value?.toFixed(6))).toEqual([
      '0.166667',
      '0.166667',
      '0.666667',
    ])
  })

  it('share the conversions of each set among its own channels, for twelve channels quickly enough', () => {
    const sets = Array.from({ length: 4095 }, (_, i) => ({
      channels: i + 1,
      paths: 100 + (i % 7),
      conversions: i % 11,
      worth: (i % 11) * 10,
    }))
    const credits = [...shapleyCredits(sets).values()]
    const total = sets.reduce((sum, { conversions }) => sum + conversions, 0)
    expect(credits.reduce((sum, { conversions }) => sum + conversions, 0)).toBeCloseTo(total, 6)
    expect(credits.reduce((sum, { worth }) => sum + worth, 0)).toBeCloseTo(10 * total, 5)
  })
})

const events = smallEvents(300, 5)
const people = byCustomer(events)
let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
  await storeSmallEvents(t.ctx.clickhouse, events)
})
afterAll(() => t.close())

type Attribution = AnalysisOf<'attribution'>
const questions = record({
  touches: constantFrom<NonNullable<Attribution['touches']>[]>(
    [{ event: 'a' }],
    [{ event: 'a' }, { event: 'b' }, { event: 'c' }],
  ),
  windowSeconds: constantFrom(1, 21_600, 172_800, 864_000),
  values: integer({ min: 1, max: 3 }),
  position: constantFrom({ first: 0.4, last: 0.4 }, { first: 0.7, last: 0.1 }, { first: 0, last: 0.5 }),
  halfLifeSeconds: constantFrom(3600, 604_800),
})

describe('attribution', () => {
  it('credits what looking at each contact of each customer credits, all of it and no more', async () => {
    await assert(
      asyncProperty(questions, async (parts) => {
        const question: Attribution = {
          type: 'attribution',
          range: smallDays,
          who: 'everybody',
          conversion: { event: 'x', where: [{ property: 'page', op: 'is_set' }] },
          value: 'order',
          by: { of: 'property', property: 'page' },
          ...parts,
        }
        const shown = shownChannels(question)
        const paths = [...people.values()].flatMap((own) => naivePaths(question, own, shown))
        const { tables } = await runAnalysis(t.ctx, question)
        const credits = tables.find(({ key }) => key === 'credits')?.rows ?? []
        const [summary] = tables.find(({ key }) => key === 'summary')?.rows ?? []
        const touched = paths.filter(({ converted, contacts }) => converted && contacts.length > 0)
        expect(summary?.values).toEqual({
          conversions: paths.filter(({ converted }) => converted).length,
          customers: distinct(paths.filter(({ converted }) => converted)),
          touched: touched.length,
          touchedCustomers: distinct(touched),
          untouched: paths.filter(({ converted, contacts }) => converted && contacts.length === 0).length,
          untouchedCustomers: distinct(
            paths.filter(({ converted, contacts }) => converted && contacts.length === 0),
          ),
          value: paths.reduce((sum, { worth }) => sum + worth, 0),
        })
        const expected = naiveCredits(question, paths)
        const found = new Map(credits.map(({ values }) => [String(values['channel']), values]))
        expect([...found.keys()].toSorted()).toEqual([...expected.keys()].toSorted())
        for (const [channel, row] of expected) {
          const with_ = paths.filter(({ contacts }) => contacts.some((one) => one.channel === channel))
          expect(found.get(channel)?.['reached']).toBe(distinct(with_))
          expect(found.get(channel)?.['customers']).toBe(distinct(with_.filter(({ converted }) => converted)))
          for (const [model, credit] of Object.entries(row))
            expect(found.get(channel)?.[model]).toBeCloseTo(credit, 6)
        }
        const worth = touched.reduce((total, path) => total + path.worth, 0)
        for (const model of attributionModels) {
          const sum = (key: string) => credits.reduce((total, { values }) => total + Number(values[key]), 0)
          expect(sum(model)).toBeCloseTo(touched.length, 6)
          expect(sum(`${model}_value`)).toBeCloseTo(worth, 6)
        }
      }),
      { numRuns: 12 },
    )
  })

  it('says when a contact is the conversion itself', async () => {
    await expect(
      runAnalysis(t.ctx, {
        type: 'attribution',
        range: smallDays,
        conversion: { event: 'x' },
        touches: [{ event: 'a' }, { event: 'x' }],
        windowSeconds: 60,
      }),
    ).rejects.toThrow('/touches/1: is the conversion itself')
  })
})

type Path = ReturnType<typeof naivePaths>[number]
const distinct = (paths: readonly Path[]): number => new Set(paths.map(({ customer }) => customer)).size

/** Those with the most contacts, of equals by the alphabet. */
function shownChannels({ touches = [], values }: Attribution): string[] {
  const counts = Map.groupBy(
    events.filter(({ name }) => touches.some(({ event }) => event === name)),
    ({ properties }) => properties['page'] || '$none',
  )
  return [...counts]
    .toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .slice(0, values)
    .map(([channel]) => channel)
}

function naiveCredits(question: Attribution, paths: readonly Path[]): Map<string, Record<string, number>> {
  const credits = new Map<string, Record<string, number>>()
  const add = (channel: string, model: string, credit: number, worth: number): void => {
    const row = credits.get(channel) ?? {}
    row[model] = (row[model] ?? 0) + credit
    row[`${model}_value`] = (row[`${model}_value`] ?? 0) + credit * worth
    credits.set(channel, row)
  }
  const setOf = ({ contacts }: Path): string =>
    [...new Set(contacts.map(({ channel }) => channel))].toSorted().join()
  const bySet = Map.groupBy(paths, setOf)
  const rate = (channels: readonly string[]): number => {
    const some = bySet.get(channels.toSorted().join()) ?? []
    return some.length === 0 ? 0 : some.filter(({ converted }) => converted).length / some.length
  }
  for (const path of paths) {
    for (const { channel } of path.contacts) for (const model of attributionModels) add(channel, model, 0, 0)
    if (!path.converted || path.contacts.length === 0) continue
    const weights = naiveWeights(
      question,
      path.contacts.map(({ age }) => age),
    )
    for (const [model, list] of Object.entries(weights))
      list.forEach((weight, i) => add(path.contacts[i]?.channel ?? '', model, weight, path.worth))
    const shapley = naiveShapley([...new Set(path.contacts.map(({ channel }) => channel))], rate)
    const positive = [...shapley.values()].reduce((sum, value) => sum + Math.max(0, value), 0)
    for (const [channel, value] of shapley) add(channel, 'shapley', Math.max(0, value) / positive, path.worth)
  }
  return credits
}
