import * as fc from 'fast-check'
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
const count = fc.integer({ min: 0, max: 3 })
const optional = { requiredKeys: [] }

const leaf: fc.Arbitrary<AnyRule> = fc.oneof(
  of({ tag: 'score' }, comparable(number)),
  of({ tag: 'level' }, text('gold', 'silver', "o'hara {x:String}")),
  of({ tag: 'joined' }, comparable(day)),
  of({ tag: 'aum' }, comparable(number)),
  of({ tag: 'visits' }, comparable(number)),
  of({ tag: 'vip' }, fc.record({ op: fc.constantFrom('eq', 'ne'), value: fc.boolean() })),
  of({ attribute: 'gender' }, text('female', 'male')),
  of({ attribute: 'opened' }, comparable(day)),
  of({ attribute: 'district' }, text('a', 'b')),
  of({ attribute: 'size' }, fc.record({ op: ordered, value: fc.constantFrom(1, 2, 2.5) })),
  fc.record(
    {
      holding: fc.record(
        { class: fc.constantFrom('fund', 'time_deposit'), maturesWithinDays: fc.constantFrom(0, 3, 60) },
        optional,
      ),
      atLeast: fc.integer({ min: 1, max: 2 }),
    },
    { requiredKeys: ['holding'] },
  ),
  fc
    .tuple(
      fc.record(
        {
          event: fc.constantFrom('login', 'buy', 'never'),
          where: fc.array(property, { maxLength: 2 }),
          withinDays: fc.constantFrom(1, 7, 30),
        },
        { requiredKeys: ['event'] },
      ),
      fc.oneof(
        fc.constant({}),
        fc.record({ op: ordered, value: count }),
        fc.record({ op: fc.constant('between'), value: sorted(count) }),
      ),
    )
    .map(([behaviour, times]) => ({ behaviour, ...times })),
  fc.constant({ segment: 'regulars' }),
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
