import * as fc from 'fast-check'
import { numberOfCustomer, people } from './small-bank.ts'
import type { AnyRule } from './naive-evaluator.ts'

const number = fc.constantFrom(-5.5, -1, 0, 0.1, 1, 2, 2.5, 3, 999.99, 1000, 1000.001)
const day = fc.constantFrom('2026-10-02', '2026-10-30', '2026-11-01', '2026-12-24')
const ordered = fc.constantFrom('gt', 'gte', 'lt', 'lte', 'eq', 'ne')
const presence = fc.constantFrom('is_set', 'is_not_set').map((op) => ({ op }))
const sorted = <T extends number | string>(value: fc.Arbitrary<T>): fc.Arbitrary<[T, T]> =>
  fc.tuple(value, value).map(([a, b]) => (a <= b ? [a, b] : [b, a]))

const comparable = <T extends number | string>(value: fc.Arbitrary<T>): fc.Arbitrary<AnyRule> =>
  fc.oneof(
    presence,
    fc.record({ op: ordered, value }),
    fc.record({ op: fc.constant('between'), value: sorted(value) }),
    fc.record({
      op: fc.constantFrom('in', 'not_in'),
      value: fc.array(value, { minLength: 1, maxLength: 3 }),
    }),
  )
const text = (...values: string[]): fc.Arbitrary<AnyRule> =>
  fc.oneof(
    presence,
    fc.record({ op: fc.constantFrom('eq', 'ne'), value: fc.constantFrom(...values) }),
    fc.record({
      op: fc.constantFrom('in', 'not_in'),
      value: fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }),
    }),
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
    value: fc.constantFrom(
      'today',
      'yesterday',
      'tomorrow',
      'this_week',
      'last_week',
      'next_week',
      'this_month',
      'last_month',
      'next_month',
      'this_year',
    ),
  }),
)

const property = fc.oneof(
  of({ property: 'page' }, text('home', 'fund')),
  of(
    { property: 'amount' },
    fc.oneof(
      presence,
      fc.record({ op: ordered, value: fc.constantFrom(5, 10, 12.5) }),
      fc.record({ op: fc.constant('between'), value: fc.constantFrom([5, 5], [1, 20]) }),
    ),
  ),
)
const window: fc.Arbitrary<AnyRule> = fc.oneof(
  fc.constant({}),
  fc.record({ withinDays: fc.constantFrom(1, 7, 30) }),
  fc.record({ daysAgo: fc.constantFrom([0, 7], [1, 30], [7, 60]) }),
  fc.record({ since: fc.constantFrom('2026-10-02', '2026-10-25') }),
  fc.record({ until: fc.constantFrom('2026-10-02', '2026-10-24', '2026-11-01') }),
  fc.constant({ since: '2026-10-25', until: '2026-10-25' }),
)
const step = fc.record(
  { event: fc.constantFrom('login', 'buy', 'never'), where: fc.array(property, { maxLength: 2 }) },
  { requiredKeys: ['event'] },
)
const during = (what: fc.Arbitrary<AnyRule>): fc.Arbitrary<AnyRule> =>
  fc.tuple(what, window).map(([head, when]) => ({ ...head, ...when }))
const count = fc.integer({ min: 0, max: 3 })
const compared = (value: fc.Arbitrary<number>): fc.Arbitrary<AnyRule> =>
  fc.oneof(
    fc.constant({}),
    fc.record({ op: ordered, value }),
    fc.record({ op: fc.constant('between'), value: sorted(value) }),
  )
const measured = fc.record({
  measure: fc.constantFrom('sum', 'avg', 'min', 'max', 'distinct'),
  property: fc.constant('amount'),
})

const behaviour: fc.Arbitrary<AnyRule> = fc.oneof(
  fc.tuple(during(step), compared(count)).map(([what, times]) => ({ behaviour: what, ...times })),
  fc
    .tuple(during(step), compared(count))
    .map(([what, times]) => ({ behaviour: { ...what, measure: 'days' }, ...times })),
  fc
    .tuple(during(step), measured, compared(fc.constantFrom(0, 1, 5, 12.5, 17.5, 30)))
    .map(([what, how, amount]) => ({ behaviour: { ...what, ...how }, ...amount })),
  during(step).map((firstTime) => ({ firstTime })),
  during(
    fc.record({
      steps: fc.array(step, { minLength: 2, maxLength: 3 }),
      withinHours: fc.constantFrom(0.5, 24, 240, 1000),
    }),
  ).map((sequence) => ({ sequence })),
)

const field = fc.oneof(
  of({ field: 'amount' }, fc.record({ op: ordered, value: fc.constantFrom(0, 0.1, 500.25) })),
  of({ field: 'matures' }, fc.oneof(comparable(day), relative)),
  of({ field: 'opened' }, fc.oneof(comparable(day), relative)),
  of({ field: 'closed' }, fc.oneof(comparable(day), relative)),
)
const held = fc.record(
  {
    class: fc.constantFrom('fund', 'time_deposit'),
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
    .tuple(held, fc.constantFrom('sum', 'max'), compared(fc.constantFrom(0, 0.1, 500.25, 500.35)))
    .map(([what, measure, amount]) => ({ holding: { ...what, measure }, ...amount })),
)

const leaf: fc.Arbitrary<AnyRule> = fc.oneof(
  of({ tag: 'score' }, comparable(number)),
  of({ tag: 'level' }, text('gold', 'silver', "o'hara {x:String}")),
  of({ tag: 'joined' }, fc.oneof(comparable(day), relative)),
  of({ tag: 'aum' }, comparable(number)),
  of({ tag: 'visits' }, comparable(number)),
  of({ tag: 'vip' }, fc.record({ op: fc.constantFrom('eq', 'ne'), value: fc.boolean() })),
  of({ attribute: 'gender' }, text('female', 'male')),
  of({ attribute: 'opened' }, comparable(day)),
  of({ attribute: 'birth_date' }, fc.oneof(presence, relative)),
  of({ attribute: 'district' }, text('a', 'b')),
  of({ attribute: 'size' }, fc.record({ op: ordered, value: fc.constantFrom(1, 2, 2.5) })),
  holding,
  behaviour,
  behaviour,
  fc.constant({ segment: 'regulars' }),
  fc.constant({ list: 'guests' }),
  fc
    .array(fc.integer({ min: 1, max: people }), { minLength: 1, maxLength: 5 })
    .map((numbers) => ({ customers: numbers.map(numberOfCustomer) })),
)

/** Any rule over the small bank, nested up to four levels. */
export const randomRule: fc.Arbitrary<AnyRule> = fc.letrec<{ rule: AnyRule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    fc.array(tie('rule'), { minLength: 1, maxLength: 4 }).map((all) => ({ all })),
    fc.array(tie('rule'), { minLength: 1, maxLength: 4 }).map((any) => ({ any })),
    tie('rule').map((not) => ({ not })),
  ),
})).rule
