import * as fc from 'fast-check'
import type { ContactPolicyInput } from '../../../decide/policy/index.ts'
import { contactCategories, type ContactChannel } from '../../../govern/consent/index.ts'
import type { History } from './naive-gate.ts'

const hour = 3_600_000
const channels: readonly ContactChannel[] = ['sms', 'email', 'push', 'call', 'inbox']
const provinces = ['福建省', '广东省', '新疆维吾尔自治区'] as const
const channel = fc.constantFrom(...channels)
const category = fc.constantFrom(...contactCategories)
const customer = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 8 }))
const some = <Value>(value: fc.Arbitrary<Value>, most: number): fc.Arbitrary<Value[] | undefined> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.uniqueArray(value, { minLength: 1, maxLength: most }) },
  )
const seldom = <Value>(value: fc.Arbitrary<Value>, otherwise: Value): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(otherwise) }, { weight: 1, arbitrary: value })
const action = fc.constantFrom('hold' as const, 'drop' as const)

/** Around midnight, around both changes of the clock, on a holiday's eve, at the end of a month. */
const zones = ['Asia/Shanghai', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe'] as const
const turns = [
  '2026-11-01T02:00:00Z', '2026-10-31T16:00:00Z', '2026-03-08T07:00:00Z', '2026-11-01T06:00:00Z',
  '2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z', '2026-04-04T15:00:00Z', '2026-10-03T15:30:00Z',
  '2026-09-30T16:00:00Z', '2026-02-14T00:00:00Z', '2026-05-31T15:30:00Z',
] // prettier-ignore
const now = fc
  .tuple(
    fc.constantFrom(...turns),
    fc.integer({ min: -26 * 60, max: 26 * 60 }),
    fc.constantFrom(0, 0, 1, 30_001),
  )
  .map(([turn, minutes, more]) => new Date(Date.parse(turn) + minutes * 60_000 + more))

const timeOfDay = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '30', '05'))
  .map(([h, m]) => `${String(h).padStart(2, '0')}:${m}`)
const quietRule = fc.record(
  {
    from: timeOfDay,
    to: fc.oneof({ weight: 5, arbitrary: timeOfDay }, { weight: 1, arbitrary: fc.constant('24:00') }),
    on: seldom(fc.constantFrom('trading_days' as const, 'non_trading_days' as const, undefined), undefined),
    channels: some(channel, 2),
    categories: some(category, 2),
    provinces: some(fc.constantFrom(...provinces), 2),
    action,
  },
  { requiredKeys: ['from', 'to'] },
)
const cap = fc
  .tuple(
    fc.record({
      limit: fc.integer({ min: 1, max: 3 }),
      channels: some(channel, 2),
      categories: some(category, 2),
      action,
    }),
    fc.oneof(
      fc.record({ days: fc.integer({ min: 1, max: 8 }) }),
      fc.record({ hours: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ per: fc.constantFrom('day' as const, 'week' as const, 'month' as const) }),
    ),
  )
  .map(([rest, window]) => ({ ...rest, ...window }))
const exempt = seldom(
  fc.subarray(['consent', 'personalization', 'suitability', 'quiet_hours', 'caps', 'spacing'] as const),
  [],
)
const rule = fc.record({ exempt: exempt.map((one) => [...one]) })

/** Policies as people may write them. Consent is mostly not asked for, so that the later rules have their turn. */
export const arbitraryPolicy: fc.Arbitrary<ContactPolicyInput> = fc.record({
  purpose: fc.constantFrom('marketing' as const, 'service' as const),
  consent: seldom(fc.constant('opt_in' as const), 'opt_out'),
  consentModes: fc.array(
    fc.record(
      {
        purpose: fc.constantFrom('marketing' as const, 'service' as const),
        channel,
        mode: fc.constantFrom('opt_in' as const, 'opt_out' as const, 'opt_out' as const),
      },
      { requiredKeys: ['mode'] },
    ),
    { maxLength: 2 },
  ),
  categories: fc.record({ marketing: rule, service: rule, transaction: rule }, { requiredKeys: [] }),
  caps: fc.array(cap, { minLength: 1, maxLength: 3 }),
  spacing: fc.array(
    fc.record(
      {
        minutes: fc.integer({ min: 1, max: 2000 }),
        between: fc.constantFrom('channels' as const, 'same_channel' as const),
        channels: some(channel, 2),
        categories: some(category, 2),
        action,
      },
      { requiredKeys: ['minutes'] },
    ),
    { maxLength: 2 },
  ),
  quietHours: fc.oneof(
    fc.constant(null),
    fc.constant(null),
    quietRule,
    fc.array(quietRule, { maxLength: 3 }),
  ),
  provinceZones: seldom(
    fc.record({ 新疆维吾尔自治区: fc.constantFrom('Asia/Urumqi', 'Europe/Berlin') }, { requiredKeys: [] }),
    {},
  ) as fc.Arbitrary<Record<string, string>>,
  volume: seldom(
    fc.record({ channel, perHour: fc.integer({ min: 1, max: 4 }), action }).map((one) => [one]),
    [],
  ),
  suitability: fc.record({
    enforce: fc.boolean(),
    validMonths: fc.integer({ min: 1, max: 13 }),
    unknownDay: fc.constantFrom('allow' as const, 'block' as const),
  }),
  arbitration: fc.record({ minutes: fc.constantFrom(0, 5, 7, 60) }),
  globalHoldout: seldom<ContactPolicyInput['globalHoldout']>(
    fc.record(
      {
        percent: fc.constantFrom(0, 25, 50),
        salt: fc.constantFrom('holdout', '2026'),
        categories: fc.uniqueArray(category, { minLength: 1, maxLength: 4 }),
      },
      { requiredKeys: ['percent'] },
    ),
    undefined,
  ),
  holdAtMostHours: fc.constantFrom(1, 8, 48, 720),
})

/** A contact that is wanted at an instant in a place. */
export const arbitraryContact = fc.record({
  channel,
  category: fc.oneof(
    { weight: 2, arbitrary: fc.constant('marketing' as const) },
    { weight: 1, arbitrary: category },
  ),
  products: seldom(
    fc.uniqueArray(fc.constantFrom('fund', 'deposit', 'bond', 'unheard_of'), { minLength: 1, maxLength: 2 }),
    [],
  ),
  general: fc.boolean(),
  priority: fc.constantFrom(10, 50, 80, 90),
  arbitrated: fc.boolean(),
  now,
  timezone: fc.constantFrom(...zones),
})

/** What happened before and (seldom) after `instant`. */
export function arbitraryHistory(instant: Date): fc.Arbitrary<History> {
  const ago = fc
    .oneof(fc.integer({ min: -2, max: 24 * 40 }), fc.integer({ min: -1, max: 50 }))
    .chain((hours) => fc.constantFrom(0, 0, 1, 59_999).map((more) => hours * hour + more))
    .map((back) => new Date(instant.getTime() - back).toISOString())
  const day = fc
    .integer({ min: 20, max: 420 })
    .map((days) => new Date(instant.getTime() - days * 24 * hour).toISOString().slice(0, 10))
  return fc.record({
    consents: fc.array(
      fc.record({
        customer,
        purpose: fc.constantFrom('marketing', 'service', 'personalization'),
        channel: fc.oneof(channel, fc.constant('')),
        granted: fc.constantFrom(0, 1, 1),
        at: ago,
      }),
      { maxLength: 14 },
    ),
    suppressions: fc.uniqueArray(
      fc.record({
        customer,
        reason: fc.constantFrom('complaint', 'deceased', 'opted_out', 'vip'),
        channel: fc.oneof(channel, fc.constant('')),
        active: fc.constantFrom(1, 0),
        until: seldom<string | null>(ago, null),
        at: ago,
      }),
      { maxLength: 6, selector: (row) => `${row.customer} ${row.reason} ${row.channel} ${row.at}` },
    ),
    touches: fc.array(
      fc.record({
        customer,
        at: ago,
        journey: fc.constantFrom(0, 1),
        tick: fc.integer({ min: 0, max: 3 }),
        channel,
        category,
        outcome: fc.constantFrom('queued', 'queued', 'queued', 'suppressed', 'held'),
      }),
      { minLength: 6, maxLength: 30 },
    ),
    points: fc
      .array(
        fc.record({
          customer,
          kind: fc.constantFrom('phone', 'phone', 'email'),
          value: fc.constantFrom('x', 'x', ''),
        }),
        { maxLength: 12 },
      )
      .map((rows) => [...new Map(rows.map((row) => [`${row.customer} ${row.kind}`, row])).values()]),
    customers: fc
      .uniqueArray(
        fc.record({
          customer,
          province: fc.constantFrom('', ...provinces),
          risk: fc.constantFrom('', 'C1', 'C2', 'C3', 'C5'),
          attributes: fc.oneof(fc.constant({}), fc.record({ risk_assessed_on: day })),
          updated: ago,
        }),
        // No two rows of one instant: which of them is the newer is not defined.
        { maxLength: 10, selector: (row) => row.updated },
      )
      .map((rows) => [...new Map(rows.map((row) => [row.customer, row])).values()]),
    merges: fc.uniqueArray(
      fc.record({ customer: fc.constantFrom(5, 6, 7, 8), into: fc.constantFrom(1, 2) }),
      {
        selector: (merge) => merge.customer,
        maxLength: 3,
      },
    ),
    dispatches: fc.uniqueArray(
      fc.record({
        tick: fc.integer({ min: 0, max: 3 }),
        channel,
        queued: fc.integer({ min: 1, max: 3 }),
        at: ago,
      }),
      { maxLength: 4, selector: (row) => `${row.tick} ${row.channel} ${row.at}` },
    ),
  }) as fc.Arbitrary<History>
}
