import * as fc from 'fast-check'
import { addDays } from '../../../platform/calendar-day.ts'
import { periods } from '../calendar.ts'
import { identityLevels } from '../../../collect/identity/index.ts'
import { dayOffsets, numberOfCustomer, people, todayOf, windowDays } from './small-bank.ts'
import type { AnyRule } from './naive-evaluator.ts'

const number = fc.constantFrom(-5.5, -1, 0, 0.1, 1, 2, 2.5, 3, 999.99, 1000, 1000.001, 1e15, 1e300)
const ordered = fc.constantFrom('gt', 'gte', 'lt', 'lte', 'eq', 'ne')
const presence = fc.constantFrom('is_set', 'is_not_set').map((op) => ({ op }))
const sorted = <T extends number | string>(value: fc.Arbitrary<T>): fc.Arbitrary<[T, T]> =>
  fc.tuple(value, value).map(([a, b]) => (a <= b ? [a, b] : [b, a]))
const someOf = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(value, { minLength: 1, maxLength: 3 })
const membership = fc.constantFrom('in', 'not_in')

const comparable = <T extends number | string>(value: fc.Arbitrary<T>): fc.Arbitrary<AnyRule> =>
  fc.oneof(
    presence,
    fc.record({ op: ordered, value }),
    fc.record({ op: fc.constant('between'), value: sorted(value) }),
    fc.record({ op: membership, value: someOf(value) }),
  )
const nominal = <T extends string | boolean>(...values: T[]): fc.Arbitrary<AnyRule> =>
  fc.oneof(
    presence,
    fc.record({ op: fc.constantFrom('eq', 'ne'), value: fc.constantFrom(...values) }),
    fc.record({ op: membership, value: someOf(fc.constantFrom(...values)) }),
  )
const of = (head: AnyRule, condition: fc.Arbitrary<AnyRule>): fc.Arbitrary<AnyRule> =>
  condition.map((rest) => ({ ...head, ...rest }))

const days = (longest: number): fc.Arbitrary<number | [number, number]> =>
  fc.oneof(fc.integer({ min: 0, max: longest }), sorted(fc.integer({ min: 0, max: longest })))
const relative: fc.Arbitrary<AnyRule> = fc.oneof(
  fc.record({ op: fc.constantFrom('in_next_days', 'in_last_days'), value: days(60) }),
  fc.record({ op: fc.constant('anniversary_in_next_days'), value: days(400) }),
  fc.record({
    op: fc.constantFrom('in_period', 'anniversary_in_period'),
    value: fc.constantFrom(...periods),
  }),
)

const level = fc.constantFrom(...identityLevels)
const identityLevel: fc.Arbitrary<AnyRule> = of(
  { identityLevel: true },
  fc.oneof(
    fc.record({ op: fc.constantFrom('eq', 'ne', 'gte', 'lte'), value: level }),
    fc.record({ op: fc.constant('gt'), value: fc.constantFrom(...identityLevels.slice(0, -1)) }),
    fc.record({ op: fc.constant('lt'), value: fc.constantFrom(...identityLevels.slice(1)) }),
    fc
      .tuple(level, level)
      .map((pair) => pair.toSorted((a, b) => identityLevels.indexOf(a) - identityLevels.indexOf(b)))
      .map((value) => ({ op: 'between', value })),
    fc.record({ op: membership, value: someOf(level) }),
  ),
)
const relation: fc.Arbitrary<AnyRule> = fc
  .record(
    {
      kind: fc.constantFrom('household', 'payroll', 'never'),
      detail: fc.constantFrom('spouse', '公司'),
      related: someOf(fc.integer({ min: 1, max: people }).map(numberOfCustomer)),
    },
    { requiredKeys: ['kind'] },
  )
  .map((wanted) => ({ relation: wanted }))

const property = fc.oneof(
  of({ property: 'page' }, nominal('home', 'fund', 'true')),
  fc.constantFrom('eq', 'ne').map((op) => ({ property: 'page', op, value: true })),
  of(
    { property: 'amount' },
    fc.oneof(
      presence,
      fc.record({ op: ordered, value: fc.constantFrom(5, 10, 12.5) }),
      fc.record({ op: fc.constant('between'), value: fc.constantFrom([5, 5], [1, 20]) }),
      fc.record({ op: membership, value: someOf(fc.constantFrom('5', 'many')) }),
    ),
  ),
)
const amount = fc.constantFrom(0, 0.1, 500.25, 500.35)
const count = fc.constantFrom(0, 1, 2, 3, 0.5, -1)
const compared = (value: fc.Arbitrary<number>): fc.Arbitrary<AnyRule> =>
  fc.oneof(
    fc.constant({}),
    fc.record({ op: ordered, value }),
    fc.record({ op: fc.constant('between'), value: sorted(value) }),
  )
const measured = fc.record({
  measure: fc.constantFrom('sum', 'avg', 'min', 'max', 'distinct'),
  property: fc.constantFrom('amount', 'page'),
})
const step = fc.record(
  { event: fc.constantFrom('login', 'buy', 'never'), where: fc.array(property, { maxLength: 2 }) },
  { requiredKeys: ['event'] },
)

/** Every kind of condition with every operator. */
function leafAt(asOf: Date): fc.Arbitrary<AnyRule> {
  const today = todayOf(asOf)
  const day = fc.constantFrom(...dayOffsets.map((offset) => addDays(today, offset)))
  const calendar = fc.oneof(comparable(day), relative)
  const window: fc.Arbitrary<AnyRule> = fc.oneof(
    fc.constant({}),
    fc.record({ withinDays: fc.constantFrom(...windowDays) }),
    fc.record({ daysAgo: fc.constantFrom([0, 7], [1, 30], [7, 60]) }),
    fc.record({ since: day }),
    fc.record({ until: day }),
    sorted(day).map(([since, until]) => ({ since, until })),
  )
  const during = (what: fc.Arbitrary<AnyRule>): fc.Arbitrary<AnyRule> =>
    fc.tuple(what, window).map(([head, when]) => ({ ...head, ...when }))

  const behaviour: fc.Arbitrary<AnyRule> = fc.oneof(
    fc.tuple(during(step), compared(count)).map(([what, times]) => ({ behaviour: what, ...times })),
    fc
      .tuple(during(step), compared(count))
      .map(([what, times]) => ({ behaviour: { ...what, measure: 'days' }, ...times })),
    fc
      .tuple(during(step), measured, compared(fc.constantFrom(0, 1, 5, 12.5, 17.5, 30)))
      .map(([what, how, total]) => ({ behaviour: { ...what, ...how }, ...total })),
    during(step).map((firstTime) => ({ firstTime })),
    during(
      fc.record({
        steps: fc.array(step, { minLength: 2, maxLength: 4 }),
        withinHours: fc.constantFrom(0.5, 3, 24, 240, 1000),
      }),
    ).map((sequence) => ({ sequence })),
  )

  const field = fc.oneof(
    of({ field: 'amount' }, comparable(amount)),
    of({ field: 'matures' }, calendar),
    of({ field: 'opened' }, calendar),
    of({ field: 'closed' }, calendar),
  )
  const held = fc.record(
    {
      class: fc.constantFrom('fund', 'time_deposit', 'card', 'current'),
      product: fc.constantFrom('P1', 'P2'),
      status: fc.constantFrom('active', 'frozen'),
      state: fc.constantFrom('open', 'closed', 'any'),
      maturesWithinDays: fc.constantFrom(0, 3, 60),
      where: fc.array(field, { maxLength: 2 }),
    },
    { requiredKeys: [] },
  )
  const holding: fc.Arbitrary<AnyRule> = fc.oneof(
    fc.record({ holding: held, atLeast: fc.integer({ min: 1, max: 2 }) }, { requiredKeys: ['holding'] }),
    fc.tuple(held, compared(count)).map(([what, times]) => ({ holding: what, ...times })),
    fc
      .tuple(held, fc.constantFrom('sum', 'max'), compared(amount))
      .map(([what, measure, total]) => ({ holding: { ...what, measure }, ...total })),
  )

  const tag = fc.oneof(
    of({ tag: 'score' }, comparable(number)),
    of({ tag: 'level' }, nominal('gold', 'silver', "o'hara {x:String}", '金卡 \\\n')),
    of({ tag: 'joined' }, calendar),
    of({ tag: 'club' }, nominal(true, false)),
    of({ tag: 'aum' }, comparable(number)),
    of({ tag: 'owed' }, comparable(number)),
    of({ tag: 'idle' }, comparable(number)),
    of({ tag: 'visits' }, comparable(number)),
    of({ tag: 'vip' }, nominal(true, false)),
  )
  const attribute = fc.oneof(
    of({ attribute: 'number' }, nominal(numberOfCustomer(3), numberOfCustomer(17))),
    of({ attribute: 'gender' }, nominal('female', 'male')),
    of({ attribute: 'opened' }, calendar),
    of({ attribute: 'birth_date' }, fc.oneof(presence, relative, relative)),
    of({ attribute: 'district' }, nominal('a', 'b')),
    of({ attribute: 'size' }, fc.record({ op: ordered, value: fc.constantFrom(1, 2, 2.5) })),
    of({ attribute: 'size' }, fc.record({ op: membership, value: someOf(fc.constantFrom(1, 2.5)) })),
    of({ attribute: 'since' }, fc.oneof(relative, fc.record({ op: fc.constant('gte'), value: day }))),
    of({ attribute: 'member' }, fc.record({ op: fc.constantFrom('eq', 'ne'), value: fc.boolean() })),
  )
  const listed = fc.oneof(
    fc.constant({ segment: 'regulars' }),
    fc.constant({ list: 'guests' }),
    fc
      .array(fc.integer({ min: 1, max: people }), { minLength: 1, maxLength: 5 })
      .map((numbers) => ({ customers: numbers.map(numberOfCustomer) })),
  )
  return fc.oneof(
    { arbitrary: tag, weight: 4 },
    { arbitrary: attribute, weight: 3 },
    { arbitrary: holding, weight: 2 },
    { arbitrary: behaviour, weight: 4 },
    { arbitrary: listed, weight: 2 },
    { arbitrary: identityLevel, weight: 1 },
    { arbitrary: relation, weight: 1 },
  )
}

/** Any rule over the small bank as of an instant, nested up to five levels. */
export function randomRule(asOf: Date): fc.Arbitrary<AnyRule> {
  const leaf = leafAt(asOf)
  return fc.letrec<{ rule: AnyRule }>((tie) => ({
    rule: fc.oneof(
      { maxDepth: 5, depthSize: 'small' },
      leaf,
      fc.array(tie('rule'), { minLength: 1, maxLength: 4 }).map((all) => ({ all })),
      fc.array(tie('rule'), { minLength: 1, maxLength: 4 }).map((any) => ({ any })),
      tie('rule').map((not) => ({ not })),
    ),
  })).rule
}
