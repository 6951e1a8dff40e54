// Twelve audiences a bank asks for: as our rule, and as the condition that a good analyst would write in SQL over
// columns of the same names. Tags only, then with behaviour; from one condition to eight.

export interface BenchRule {
  readonly name: string
  readonly conditions: number
  readonly rule: unknown
  readonly sql: string
}

/** The instant that windows end at. */
export const benchInstant = new Date('2026-11-01T02:00:00Z')

const daysBefore = (days: number): string =>
  `TIMESTAMP '${new Date(benchInstant.getTime() - days * 86_400_000).toISOString().slice(0, 19).replace('T', ' ')}'`
const within = (days: number): string => `"at" > ${daysBefore(days)} AND "at" <= ${daysBefore(0)}`
const did = (filter: string, having = ''): string =>
  `SELECT customer FROM event WHERE ${filter}${having === '' ? '' : ` GROUP BY customer HAVING ${having}`}`

export const tagRules: readonly BenchRule[] = [
  {
    name: 'women',
    conditions: 1,
    rule: { tag: 'gender', op: 'eq', value: 'gender_1' },
    sql: `gender = 'gender_1'`,
  },
  {
    name: 'large deposits',
    conditions: 1,
    rule: { tag: 'time_deposit_now', op: 'gte', value: 50_000 },
    sql: 'time_deposit_now >= 50000',
  },
  {
    name: 'wealth in five provinces',
    conditions: 2,
    rule: {
      all: [
        {
          tag: 'province',
          op: 'in',
          value: ['province_1', 'province_4', 'province_9', 'province_16', 'province_25'],
        },
        { tag: 'wealth_now', op: 'gt', value: 0 },
      ],
    },
    sql: `province IN ('province_1', 'province_4', 'province_9', 'province_16', 'province_25') AND wealth_now > 0`,
  },
  {
    name: 'active depositors without wealth products',
    conditions: 3,
    rule: {
      all: [
        { tag: 'current_now', op: 'between', value: [20_000, 500_000] },
        { tag: 'life_stage', op: 'in', value: ['life_stage_2', 'life_stage_3'] },
        { tag: 'login_count_30d', op: 'gte', value: 8 },
      ],
    },
    sql: `current_now BETWEEN 20000 AND 500000 AND life_stage IN ('life_stage_2', 'life_stage_3') AND login_count_30d >= 8`,
  },
  {
    name: 'payroll customers who may be contacted',
    conditions: 4,
    rule: {
      all: [
        { tag: 'payroll', op: 'eq', value: true },
        { tag: 'marketing_consent', op: 'eq', value: true },
        { not: { tag: 'risk_level', op: 'is_not_set' } },
        { tag: 'login_days_since', op: 'lte', value: 30 },
      ],
    },
    sql: 'payroll AND marketing_consent AND risk_level IS NOT NULL AND login_days_since <= 30',
  },
  {
    name: 'six conditions over three groups',
    conditions: 6,
    rule: {
      all: [
        { tag: 'current_average_30d', op: 'between', value: [500, 50_000] },
        { tag: 'time_deposit_average_90d', op: 'gt', value: 100 },
        { tag: 'tier', op: 'in', value: ['tier_1', 'tier_2', 'tier_3'] },
        { tag: 'city_level', op: 'eq', value: 'city_level_3' },
        { tag: 'page_view_count_30d', op: 'gt', value: 10 },
        { tag: 'transfer_days_30d', op: 'lt', value: 20 },
      ],
    },
    sql: `current_average_30d BETWEEN 500 AND 50000 AND time_deposit_average_90d > 100 AND tier IN ('tier_1', 'tier_2', 'tier_3')
  AND city_level = 'city_level_3' AND page_view_count_30d > 10 AND transfer_days_30d < 20`,
  },
  {
    name: 'either of several signs of churn',
    conditions: 7,
    rule: {
      all: [
        { tag: 'current_peak_90d', op: 'gte', value: 10_000 },
        {
          any: [
            { tag: 'login_days_since', op: 'gt', value: 60 },
            { tag: 'login_days_since', op: 'is_not_set' },
            { tag: 'current_now', op: 'lt', value: 100 },
          ],
        },
        { not: { tag: 'mortgage', op: 'eq', value: true } },
        { not: { tag: 'credit_card', op: 'eq', value: true } },
        { tag: 'life_stage', op: 'ne', value: 'life_stage_8' },
      ],
    },
    sql: `current_peak_90d >= 10000 AND (login_days_since > 60 OR login_days_since IS NULL OR current_now < 100)
  AND mortgage IS NOT TRUE AND credit_card IS NOT TRUE AND life_stage <> 'life_stage_8'`,
  },
  {
    name: 'eight conditions over three groups',
    conditions: 8,
    rule: {
      all: [
        { tag: 'gender', op: 'eq', value: 'gender_2' },
        { tag: 'occupation', op: 'not_in', value: ['occupation_3', 'occupation_7'] },
        { tag: 'channel_preference', op: 'in', value: ['channel_preference_1', 'channel_preference_2'] },
        { tag: 'mobile_bank', op: 'eq', value: true },
        { tag: 'current_average_90d', op: 'gte', value: 1000 },
        { tag: 'fund_now', op: 'lt', value: 100_000 },
        { tag: 'fund_view_first', op: 'gte', value: '2023-01-01' },
        { tag: 'fund_view_count_30d', op: 'between', value: [3, 30] },
      ],
    },
    sql: `gender = 'gender_2' AND occupation NOT IN ('occupation_3', 'occupation_7')
  AND channel_preference IN ('channel_preference_1', 'channel_preference_2') AND mobile_bank AND current_average_90d >= 1000
  AND fund_now < 100000 AND fund_view_first >= DATE '2023-01-01' AND fund_view_count_30d BETWEEN 3 AND 30`,
  },
]

export const behaviourRules: readonly BenchRule[] = [
  {
    name: 'logged in within 30 days',
    conditions: 1,
    rule: { behaviour: { event: 'login', withinDays: 30 } },
    sql: `customer IN (${did(`name = 'login' AND ${within(30)}`)})`,
  },
  {
    name: 'viewed funds three times, not holding any',
    conditions: 3,
    rule: {
      all: [
        { behaviour: { event: 'fund_view', withinDays: 60 }, op: 'gte', value: 3 },
        { tag: 'fund_now', op: 'eq', value: 0 },
        { tag: 'risk_level', op: 'in', value: ['risk_level_3', 'risk_level_4', 'risk_level_5'] },
      ],
    },
    sql: `customer IN (${did(`name = 'fund_view' AND ${within(60)}`, 'count(*) >= 3')})
  AND fund_now = 0 AND risk_level IN ('risk_level_3', 'risk_level_4', 'risk_level_5')`,
  },
  {
    name: 'viewed funds, did not buy',
    conditions: 5,
    rule: {
      all: [
        {
          behaviour: {
            event: 'fund_view',
            where: [{ property: 'page', op: 'in', value: ['detail', 'chart'] }],
            withinDays: 30,
          },
        },
        { behaviour: { event: 'fund_purchase', withinDays: 30 }, op: 'eq', value: 0 },
        { tag: 'current_now', op: 'gte', value: 10_000 },
        { tag: 'marketing_consent', op: 'eq', value: true },
        { tag: 'tier', op: 'in', value: ['tier_4', 'tier_5', 'tier_6'] },
      ],
    },
    sql: `customer IN (${did(`name = 'fund_view' AND page IN ('detail', 'chart') AND ${within(30)}`)})
  AND customer NOT IN (${did(`name = 'fund_purchase' AND ${within(30)}`)})
  AND current_now >= 10000 AND marketing_consent AND tier IN ('tier_4', 'tier_5', 'tier_6')`,
  },
  {
    name: 'money is moving out',
    conditions: 8,
    rule: {
      all: [
        {
          behaviour: { event: 'transfer', withinDays: 30, measure: 'sum', property: 'amount' },
          op: 'gte',
          value: 5000,
        },
        {
          behaviour: {
            event: 'transfer',
            where: [{ property: 'amount', op: 'gte', value: 1000 }],
            withinDays: 14,
          },
        },
        { behaviour: { event: 'login', withinDays: 7 }, op: 'gte', value: 1 },
        { tag: 'current_now', op: 'lt', value: 50_000 },
        { tag: 'current_peak_90d', op: 'gte', value: 5000 },
        { tag: 'province', op: 'ne', value: 'province_31' },
        { tag: 'payroll', op: 'eq', value: true },
        { tag: 'transfer_days_30d', op: 'gte', value: 2 },
      ],
    },
    sql: `customer IN (${did(`name = 'transfer' AND ${within(30)}`, 'round(sum(amount)::numeric, 2) >= 5000')})
  AND customer IN (${did(`name = 'transfer' AND amount >= 1000 AND ${within(14)}`)})
  AND customer IN (${did(`name = 'login' AND ${within(7)}`)})
  AND current_now < 50000 AND current_peak_90d >= 5000 AND province <> 'province_31' AND payroll AND transfer_days_30d >= 2`,
  },
]

export const benchRules = [...tagRules, ...behaviourRules]
