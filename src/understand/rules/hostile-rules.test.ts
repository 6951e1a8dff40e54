import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { AppError } from '../../platform/errors.ts'
import { checkRule } from './check-rule.ts'
import { compileRule } from './compile-rule.ts'
import { describeRule } from './describe-rule.ts'
import { explainRule } from './explain-rule.ts'
import { randomRule } from './testing/random-rule.ts'
import { type SmallBank, smallBank, timezone } from './testing/small-bank.ts'
import { catalogue } from './testing/small-catalogue.ts'
import { storeMerges, storeSmallBank } from './testing/store-small-bank.ts'

const seed = Number(process.env['BANYAN_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const asOf = new Date('2026-11-01T02:00:00Z')

// oxfmt-ignore
const hostileTexts = [
  "'", "\\'", '"', '`', '\\', '{x:String}', "x') OR 1=1 --", '/*', '\u202e\u0000', '\ud800', '💳', '',
  '%', '_', '\n\t\b\f\r', 'NULL', 'nan', '-0', '1e400', '2026-02-30', '9999-12-31', '0000-01-01',
  'customer', '__proto__', 'constructor', 'toString', 'x'.repeat(5000),
]
const texts = fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: 'binary' }))
const numbers = fc.oneof(
  fc.constantFrom(0, -0, -1, 0.1, 2 ** 31, 2 ** 53, 1e15, 1e16, 1e17, 1e300, -1e308, 5e-324, 1e-9, 3660),
  fc.constantFrom(Number.NaN, Infinity),
  fc.double(),
)
const anything = fc.oneof(
  texts,
  numbers,
  fc.constantFrom(null, true, false, [], {}, [[]], [null], { tag: 'score' }),
  fc.jsonValue(),
)

/** Every place in a JSON value, as a path. */
function placesOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (Array.isArray(value)) return [path, ...value.flatMap((item, i) => placesOf(item, [...path, i]))]
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, item]) => placesOf(item, [...path, key]))]
}

function replace(value: unknown, [next, ...rest]: (string | number)[], by: unknown): unknown {
  if (next === undefined) return by
  if (Array.isArray(value)) return value.map((item, i) => (i === next ? replace(item, rest, by) : item))
  if (typeof value !== 'object' || value === null) return by
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === next ? replace(item, rest, by) : item]),
  )
}

function valueAt(value: unknown, path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, part) => Object.entries(Object(inner)).find(([key]) => key === String(part))?.[1],
    value,
  )
}

/** A good rule in which one text or number became a hostile one, or any part became anything. */
const damagedRule = fc
  .tuple(randomRule(asOf), fc.nat(), texts, numbers, fc.option(anything, { freq: 4, nil: undefined }))
  .map(([rule, choice, text, number, part]) => {
    const places = placesOf(rule)
    const scalars = places.filter((place) => typeof valueAt(rule, place) !== 'object')
    const among = part === undefined ? scalars : places
    const place = among[choice % among.length] ?? []
    const now = valueAt(rule, place)
    return replace(rule, place, part === undefined ? (typeof now === 'number' ? number : text) : part)
  })

/** What is wrong with it; nothing but our own refusal may be thrown. */
function problemsOf(rule: unknown): readonly { path: string; message: string }[] {
  try {
    checkRule(rule, catalogue)
    return []
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid_definition') throw error
    return error.details.length > 0 ? error.details : [{ path: '?', message: '' }]
  }
}
const isRight = (rule: unknown): boolean => problemsOf(rule).length === 0

/** A place like a JSON pointer, and a sentence of our own. */
const isSane = ({ path, message }: { path: string; message: string }): boolean =>
  /^(\/|$)/.test(path) && message !== '' && !/^Invalid|^Unrecognized|^Too (big|small)/.test(message)

describe(`hostile rules (BANYAN_SEED=${seed})`, () => {
  let t: TestContext
  let bank: SmallBank
  let someone: number

  beforeAll(async () => {
    t = await openTestContext()
    const [sample] = fc.sample(smallBank, { seed, numRuns: 1 })
    if (!sample) throw new Error('no bank')
    bank = sample
    const touched = new Set(bank.merges.flatMap(({ customer, into }) => [customer, into]))
    someone = bank.customers.find(({ customer }) => !touched.has(customer))?.customer ?? 0
    await storeSmallBank(t.ctx, bank)
    await storeMerges(t.ctx, bank)
  })
  afterAll(() => t.close())

  it('are refused with the place and the fix, whatever they are', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), damagedRule), (rule) => {
        expect(problemsOf(rule).filter((problem) => !isSane(problem))).toEqual([])
      }),
      { seed, numRuns: 3000 },
    )
  })

  it('run without an error once they were accepted', async () => {
    await fc.assert(
      fc.asyncProperty(damagedRule.filter(isRight), async (damaged) => {
        const rule = checkRule(damaged, catalogue)
        for (const language of ['en', 'zh-CN'] as const)
          expect(describeRule(rule, catalogue, language)).not.toBe('')
        const scope = { catalogue, asOf, timezone }
        const { bitmapSql } = compileRule(rule, scope)
        const everybody = await t.ctx.clickhouse.query(
          `SELECT arrayJoin(bitmapToArray(${bitmapSql})) AS customer`,
          {},
          z.object({ customer: z.number() }),
        )
        const explained = await explainRule(t.ctx, rule, scope, [someone])
        expect(explained.get(someone)?.met).toBe(everybody.some(({ customer }) => customer === someone))
      }),
      { seed, numRuns: 60 },
    )
    const [{ customers } = { customers: 0 }] = await t.ctx.clickhouse.query(
      'SELECT count() AS customers FROM customer FINAL',
      {},
      z.object({ customers: z.coerce.number() }),
    )
    expect(customers).toBe(bank.customers.length)
  }, 120_000)
})
