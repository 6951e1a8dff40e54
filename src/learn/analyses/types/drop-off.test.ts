import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { runAnalysis } from '../run-analysis.ts'
import type { AnalysisOf } from '../schema.ts'
import { smallDays, storeSmallEvents } from '../testing/small-events.ts'

interface Person {
  readonly customer: number
  readonly version: 'old' | 'new'
  readonly colour: string
  readonly wentOn: boolean
  /** Seconds after the step; the look lasts 600, the next step comes after 300. */
  readonly errorAfter: number | null
}

/** Of the new version, most leave; colours mean nothing; errors come to many of those who leave. */
const people: Person[] = Array.from({ length: 600 }, (_, i) => {
  const version = i % 3 === 0 ? 'new' : 'old'
  const wentOn = version === 'new' ? i % 5 === 0 : i % 5 !== 1
  return {
    customer: i + 1,
    version,
    colour: ['red', 'green', 'blue', 'white'][(i * 7 + Math.floor(i / 4)) % 4] ?? '',
    wentOn,
    errorAfter: [10, 200, 400, 601, 5000, null][(i + (wentOn ? 3 : 0)) % 6] ?? null,
  }
})
const start = Date.parse('2026-09-02T02:00:00Z')
let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
  await storeSmallEvents(
    t.ctx.clickhouse,
    people.flatMap(({ customer, version, colour, wentOn, errorAfter }) => {
      const at = start + customer * 1000
      const event = (name: string, seconds: number, properties: Record<string, string> = {}) => ({
        customer,
        name,
        at: at + seconds * 1000,
        properties,
      })
      return [
        event('look', -60),
        event('fill_in', 0, { version, colour, form: `form ${customer}` }),
        ...(wentOn ? [event('confirm', 300)] : []),
        ...(errorAfter === null ? [] : [event('error', errorAfter, { version: 'none' })]),
      ]
    }),
  )
  await t.ctx.clickhouse.command(
    `INSERT INTO customer (customer, number, name, gender, updated)
SELECT number + 1, toString(number), '王小明', if(number % 2 = 0, 'female', 'male'), now64(3) FROM numbers(600)`,
  )
})
afterAll(() => t.close())

const question: AnalysisOf<'drop_off'> = {
  type: 'drop_off',
  range: smallDays,
  steps: [{ event: 'look' }, { event: 'fill_in' }, { event: 'confirm' }],
  windowSeconds: 3600,
  after: 1,
  lookSeconds: 600,
}

describe('what tells those who left a funnel from those who went on', () => {
  it('counts each fact on both sides, events only between the step and the next one or the end of the look', async () => {
    const { tables } = await runAnalysis(t.ctx, question)
    const sides = (has: (person: Person) => boolean) => ({
      gone: people.filter((person) => !person.wentOn && has(person)).length,
      on: people.filter((person) => person.wentOn && has(person)).length,
    })
    const expected = {
      '$event  error': sides(
        ({ errorAfter, wentOn }) => errorAfter !== null && errorAfter <= (wentOn ? 299 : 600),
      ),
      '$property version new': sides(({ version }) => version === 'new'),
      '$property version old': sides(({ version }) => version === 'old'),
      ...Object.fromEntries(
        ['red', 'green', 'blue', 'white'].map((colour) => [
          `$property colour ${colour}`,
          sides((person) => person.colour === colour),
        ]),
      ),
      '$attribute gender female': sides(({ customer }) => customer % 2 === 1),
      '$attribute gender male': sides(({ customer }) => customer % 2 === 0),
    }
    const found = tables.find(({ key }) => key === 'reasons')?.rows ?? []
    expect(
      Object.fromEntries(
        found.map(({ values }) => [
          `${values['kind']} ${values['factor']} ${values['fact']}`,
          { gone: values['gone'], on: values['on'] },
        ]),
      ),
    ).toEqual(expected)
    const all = sides(() => true)
    const [summary] = tables.find(({ key }) => key === 'summary')?.rows ?? []
    expect(summary?.values).toMatchObject({ reached: 600, ...all, tested: Object.keys(expected).length })
  })

  it('puts what matters first and finds nothing in what does not', async () => {
    const { tables } = await runAnalysis(t.ctx, question)
    const found = tables.find(({ key }) => key === 'reasons')?.rows ?? []
    const telling = found.filter(({ values }) => Number(values['adjusted']) < 0.05)
    expect(found[0]?.values['factor']).toBe('version')
    expect(telling.map(({ values }) => values['factor'] || values['fact'])).toEqual(
      expect.arrayContaining(['version', 'version', 'error']),
    )
    expect(telling.some(({ values }) => values['factor'] === 'colour' || values['factor'] === 'gender')).toBe(
      false,
    )
    // By hand: 160 of 240 who left and 40 of 360 who went on, pooled 1/3: z = (2/3 − 1/9) / √(2/9 (1/240 + 1/360)) = 10 √2.
    const version = found.find(({ values }) => values['fact'] === 'new')?.values
    expect(version).toMatchObject({ gone: 160, on: 40, goneShare: 160 / 240, onShare: 40 / 360 })
    expect(version?.['z']).toBeCloseTo(10 * Math.SQRT2, 9)
    expect(version?.['lift']).toBeCloseTo(2, 12)
  })

  it('says which steps somebody can leave after', async () => {
    await expect(runAnalysis(t.ctx, { ...question, after: 2 })).rejects.toThrow(
      'must be a step before the last',
    )
    await expect(runAnalysis(t.ctx, { ...question, order: 'any' })).rejects.toThrow('no step after which')
  })
})
