// The bank of the audience bench: 60 tags in three groups as a retail bank has them, and the SQL that draws their values.

const name = (en: string): { 'zh-CN': string; en: string } => ({ 'zh-CN': en, en })
const asOf = `toDate32('2026-11-01')`

interface BenchTag {
  readonly key: string
  readonly definition: Readonly<Record<string, unknown>>
  /** ClickHouse type, as the definition's kind makes it. */
  readonly type: string
  /** SQL over a column `customer`. */
  readonly value: string
}

/** A number of its own for every customer and tag, the same in every run. */
const hash = (salt: string, modulo: number): string => `cityHash64(customer, '${salt}') % ${modulo}`

/** Zero for some, else spread like balances: a median of 8,000, the richest near nine million. */
function money(key: string, percentZero: number): string {
  const part = (i: number): string => `(${hash(`${key} ${i}`, 1_048_576)})`
  const amount = `exp(2 + (${part(1)} + ${part(2)} + ${part(3)}) / 3145728 * 14)`
  return `toDecimal64(if(${hash(key, 100)} < ${percentZero}, 0, ${amount}), 2)`
}

/** Few customers do it often: the minimum of two draws. */
function count(key: string, most: number): string {
  return `toUInt32(least(${hash(`${key} 1`, most)}, ${hash(`${key} 2`, most)}))`
}

const classes = { current: 5, time_deposit: 60, wealth: 75, fund: 80, insurance: 90 }
const value: BenchTag[] = Object.entries(classes).flatMap(([product, percentZero]) =>
  [
    { key: `${product}_now`, definition: { kind: 'balance_at', classes: [product] } },
    { key: `${product}_average_30d`, definition: { kind: 'balance_average', classes: [product], days: 30 } },
    { key: `${product}_average_90d`, definition: { kind: 'balance_average', classes: [product], days: 90 } },
    { key: `${product}_peak_90d`, definition: { kind: 'balance_peak', classes: [product], days: 90 } },
  ].map((tag) => ({ ...tag, type: 'Decimal(18, 2)', value: money(tag.key, percentZero) })),
)

/** Text tags: how many values they have, and how many of a hundred customers have none. */
const texts: Record<string, readonly [values: number, percentMissing: number]> = {
  gender: [2, 1],
  province: [31, 0],
  city_level: [5, 0],
  branch: [400, 0],
  tier: [6, 0],
  risk_level: [5, 30],
  life_stage: [8, 5],
  education: [5, 40],
  marital: [4, 20],
  occupation: [12, 25],
  channel_preference: [5, 10],
  app_version: [20, 35],
  credit_band: [10, 50],
  contact_hour: [24, 15],
}
const flags = ['payroll', 'mortgage', 'credit_card', 'mobile_bank', 'wechat_bound', 'marketing_consent']
const enumeration: BenchTag[] = [
  ...Object.entries(texts).map(([key, [values, percentMissing]]) => ({
    key,
    definition: { kind: 'attribute', attribute: key },
    type: 'LowCardinality(String)',
    value: `if(${hash(`${key} missing`, 100)} < ${percentMissing}, '', concat('${key}_', toString(1 + ${hash(key, values)})))`,
  })),
  ...flags.map((key) => ({
    key,
    definition: { kind: 'attribute', attribute: key, type: 'boolean' },
    type: 'Nullable(Bool)',
    value: `if(${hash(`${key} missing`, 100)} < 10, NULL, ${hash(key, 100)} < 35)`,
  })),
]

const actions = ['login', 'page_view', 'fund_view', 'transfer', 'bill_payment']
const behaviour: BenchTag[] = actions.flatMap((event) => [
  {
    key: `${event}_count_30d`,
    definition: { kind: 'event_count', events: [event], days: 30 },
    type: 'UInt32',
    value: count(`${event} count`, 60),
  },
  {
    key: `${event}_days_30d`,
    definition: { kind: 'event_active_days', events: [event], days: 30 },
    type: 'UInt32',
    value: count(`${event} days`, 31),
  },
  {
    key: `${event}_days_since`,
    definition: { kind: 'event_days_since', events: [event] },
    type: 'Nullable(Int32)',
    value: `if(${hash(`${event} ever`, 100)} < 20, NULL, toInt32(${hash(`${event} since`, 365)}))`,
  },
  {
    key: `${event}_first`,
    definition: { kind: 'event_date', pick: 'first', events: [event] },
    type: 'Nullable(Date32)',
    value: `if(${hash(`${event} ever`, 100)} < 20, NULL, ${asOf} - toInt32(${hash(`${event} first`, 2000)}))`,
  },
])

export const benchGroups = [
  { key: 'value', source: 'balance', tags: value },
  { key: 'profile', source: 'customer', tags: enumeration },
  { key: 'activity', source: 'event', tags: behaviour },
] as const

/** The groups as `tags.yaml` would define them. */
export const benchDefinitions = {
  groups: benchGroups.map((group) => ({
    key: group.key,
    name: name(group.key),
    source: group.source,
    tags: group.tags.map(({ key, definition }) => ({ key, name: name(key), definition })),
  })),
}
