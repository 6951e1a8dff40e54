import type { ContactPolicy, ContactPolicyInput } from '../../../decide/policy/index.ts'
import type { ContactCategory, ContactChannel } from '../../../govern/consent/index.ts'

/** What is known about customers, as plain rows. */
export interface History {
  readonly consents: readonly {
    customer: number
    purpose: string
    channel: string
    granted: number
    at: string
  }[]
  readonly suppressions: readonly {
    customer: number
    reason: string
    channel: string
    active: number
    until: string | null
    at: string
  }[]
  readonly touches: readonly {
    customer: number
    at: string
    journey: number
    tick: number
    channel: string
    category: string
    outcome: string
  }[]
  readonly points: readonly { customer: number; kind: string; value: string }[]
  readonly customers: readonly {
    customer: number
    province: string
    risk: string
    attributes: Record<string, string>
    updated: string
  }[]
  readonly merges: readonly { customer: number; into: number }[]
  readonly dispatches: readonly { tick: number; channel: string; queued: number; at: string }[]
}

export interface NaiveQuestion {
  readonly policy: ContactPolicy
  readonly channel: ContactChannel
  readonly category: ContactCategory
  readonly products: readonly string[]
  readonly general: boolean
  readonly priority: number
  readonly arbitrated: boolean
  readonly now: Date
  readonly timezone: string
}

export interface Surroundings {
  readonly committedTicks: Readonly<Record<number, number>>
  /** Priorities of the other running journeys that send messages. */
  readonly priorities: readonly number[]
  readonly blocks: Readonly<Record<string, readonly string[]>>
  readonly risks: Readonly<Record<string, string>>
  readonly isTradingDay: (day: string) => boolean
}

export interface NaiveAnswer {
  readonly reason: string
  readonly until: number | null
}

const phones: readonly string[] = ['sms', 'five_g', 'call']
const fiveMinutes = 300_000
type QuietRules = Exclude<ContactPolicyInput['quietHours'], undefined | null>

const at = (text: string): number => Date.parse(text)

const newestOf = <Row extends { updated: string }>(rows: readonly Row[]): Row | undefined =>
  rows.toSorted((one, other) => at(other.updated) - at(one.updated))[0]

/**
 * The gate once more, for one customer, row by row and minute by minute, to be compared with the real one.
 * @param bucket what the customer drew of 10,000, by the salt of the policy
 */
export function naiveGate(
  question: NaiveQuestion,
  data: History,
  around: Surroundings,
  person: number,
  bucket: number,
): NaiveAnswer {
  const { policy, channel, category, now, timezone } = question
  const numbers = [
    person,
    ...data.merges.filter(({ into }) => into === person).map(({ customer }) => customer),
  ]
  const mine = <Row extends { customer: number }>(rows: readonly Row[]): Row[] =>
    rows.filter(({ customer }) => numbers.includes(customer))
  const time = now.getTime()
  const exempt: readonly string[] = policy.categories[category].exempt
  const drops: string[] = []
  const holds: { reason: string; until: number }[] = []
  const say = (reason: string, action: 'hold' | 'drop', until: number): void => {
    if (action === 'drop') drops.push(reason)
    else holds.push({ reason, until })
  }

  // lists
  for (const reason of ['suppression_list', 'opted_out']) {
    const entries = mine(data.suppressions).filter(
      (row) =>
        (row.reason === 'opted_out') === (reason === 'opted_out') &&
        around.blocks[row.reason]?.includes(category) === true &&
        ['', channel].includes(row.channel) &&
        at(row.at) <= time,
    )
    const newest = entries.filter(
      (row) =>
        !entries.some(
          (other) =>
            other.customer === row.customer &&
            other.reason === row.reason &&
            other.channel === row.channel &&
            at(other.at) > at(row.at),
        ),
    )
    if (newest.some((row) => row.active === 1 && (row.until === null || at(row.until) > time)))
      drops.push(reason)
  }

  // consent
  const newestDecision = (purpose: string, by: string | null): boolean | null => {
    const rows = mine(data.consents).filter(
      (row) => row.purpose === purpose && (by === null || row.channel === by) && at(row.at) <= time,
    )
    if (rows.length === 0) return null
    const last = Math.max(...rows.map((row) => at(row.at)))
    return rows.filter((row) => at(row.at) === last).every((row) => row.granted === 1)
  }
  if (!exempt.includes('consent')) {
    const purpose = policy.categories[category].purpose ?? policy.purpose
    const modeFor = (named: boolean, ofPurpose: boolean): string | undefined =>
      policy.consentModes.find(
        (one) =>
          (named ? one.channel === channel : one.channel === undefined) &&
          (ofPurpose ? one.purpose === purpose : one.purpose === undefined),
      )?.mode
    const mode =
      modeFor(true, true) ??
      modeFor(true, false) ??
      modeFor(false, true) ??
      modeFor(false, false) ??
      policy.categories[category].consent ??
      policy.consent
    const decision = newestDecision(purpose, channel)
    if (mode === 'opt_in' ? decision !== true : decision === false) drops.push('no_consent')
  }
  if (
    !exempt.includes('personalization') &&
    !question.general &&
    newestDecision('personalization', null) === false
  )
    drops.push('personalization')

  // the control group of the bank
  const { percent, categories: withheld } = policy.globalHoldout
  if (withheld.includes(category) && bucket < percent * 100) drops.push('global_holdout')

  // reach
  const kind = phones.includes(channel) ? 'phone' : channel === 'email' ? 'email' : null
  if (kind && !mine(data.points).some((row) => row.kind === kind && row.value !== ''))
    drops.push('no_contact_point')

  // suitability
  if (policy.suitability.enforce && !exempt.includes('suitability') && question.products.length > 0) {
    const needed = Math.max(
      ...question.products.map((product) => Number((around.risks[product] ?? 'R5').slice(1) || '0')),
    )
    const assessed = newestOf(mine(data.customers).filter(({ risk }) => risk !== ''))
    const day = assessed?.attributes[policy.suitability.attribute]
    const holdsStill =
      day === undefined
        ? policy.suitability.unknownDay === 'allow'
        : day > monthsBefore(localDay(now, timezone), policy.suitability.validMonths)
    if (needed > 0 && !(assessed && Number(assessed.risk.slice(1)) >= needed && holdsStill))
      drops.push('unsuitable')
  }

  // quiet hours
  const province = newestOf(mine(data.customers).filter((row) => row.province !== ''))?.province
  const zone = (province !== undefined ? policy.provinceZones[province] : undefined) ?? timezone
  const quiet = (rulesOf(policy.quietHours) as Exclude<QuietRules, unknown[]>[]).filter(
    (rule) =>
      !exempt.includes('quiet_hours') &&
      (rule.channels === undefined || rule.channels.includes(channel)) &&
      (rule.categories === undefined || rule.categories.includes(category)) &&
      (rule.provinces === undefined || (province !== undefined && rule.provinces.includes(province))),
  )
  const quietNow = (instant: number): typeof quiet =>
    quiet.filter((rule) => {
      const [day = '', clock = ''] = local(new Date(instant), zone)
      if (rule.on !== undefined && around.isTradingDay(day) !== (rule.on === 'trading_days')) return false
      return rule.from <= rule.to
        ? clock >= rule.from && clock < rule.to
        : clock >= rule.from || clock < rule.to
    })
  const inside = quietNow(time)
  if (inside.length > 0) {
    if (inside.some((rule) => rule.action === 'drop')) drops.push('quiet_hours')
    else {
      let end = Math.floor(time / fiveMinutes) * fiveMinutes + fiveMinutes
      while (quietNow(end).length > 0 && end - time < 32 * 86_400_000) end += fiveMinutes
      holds.push({ reason: 'quiet_hours', until: end })
    }
  }

  // how often
  const made = mine(data.touches).filter(
    (row) =>
      row.outcome === 'queued' &&
      at(row.at) <= time &&
      (row.journey === 0 || row.tick <= (around.committedTicks[row.journey] ?? 0)),
  )
  const concerns = (rule: { channels?: string[] | undefined; categories?: string[] | undefined }): boolean =>
    (rule.channels?.includes(channel) ?? true) && (rule.categories?.includes(category) ?? true)
  const countable = (row: (typeof made)[number], rule: string, named: string[] | undefined): boolean =>
    named
      ? named.includes(row.category)
      : !(policy.categories[row.category as ContactCategory].exempt as string[]).includes(rule)
  const scarce: { used: number; limit: number }[] = []
  if (!exempt.includes('caps')) {
    for (const cap of policy.caps.filter(concerns)) {
      const period = cap.per && periodOf(cap.per, timezone)
      const length = (cap.hours ?? (cap.days ?? 0) * 24) * 3_600_000
      const used = made
        .filter(
          (row) =>
            (cap.channels?.includes(row.channel as ContactChannel) ?? true) &&
            countable(row, 'caps', cap.categories) &&
            (period ? period(at(row.at)) === period(time) : at(row.at) > time - length),
        )
        .map((row) => at(row.at))
      if (used.length >= cap.limit) {
        let next = Math.floor(time / fiveMinutes) * fiveMinutes + fiveMinutes
        if (period) while (period(next) === period(time)) next += fiveMinutes
        const leaves = cap.limit === 1 ? Math.max(...used) : Math.min(...used)
        say('cap', cap.action, period ? next : leaves + length)
      }
      if (cap.action === 'drop') scarce.push({ used: used.length, limit: cap.limit })
    }
  }
  if (!exempt.includes('spacing')) {
    for (const spacing of policy.spacing.filter(concerns)) {
      const used = made
        .filter(
          (row) =>
            (spacing.between === 'same_channel'
              ? row.channel === channel
              : (spacing.channels?.includes(row.channel as ContactChannel) ?? true)) &&
            countable(row, 'spacing', spacing.categories) &&
            at(row.at) > time - spacing.minutes * 60_000,
        )
        .map((row) => at(row.at))
      if (used.length > 0) say('spacing', spacing.action, Math.max(...used) + spacing.minutes * 60_000)
      if (spacing.action === 'drop') scarce.push({ used: used.length, limit: 1 })
    }
  }
  const rivals = around.priorities.filter((one) => one > question.priority).length
  const window = policy.arbitration.minutes * 60_000
  if (
    window > 0 &&
    !question.arbitrated &&
    rivals > 0 &&
    scarce.some(({ used, limit }) => used + rivals >= limit)
  )
    holds.push({ reason: 'priority', until: Math.floor(time / window) * window + window })

  if (drops.length > 0) return { reason: first(drops), until: null }
  if (holds.length === 0) return { reason: '', until: null }
  const until = Math.max(...holds.map((hold) => hold.until))
  return {
    reason: first(holds.map(({ reason }) => reason)),
    until: until <= time + policy.holdAtMostHours * 3_600_000 ? until : null,
  }
}

const order = [
  'suppression_list', 'opted_out', 'no_consent', 'personalization', 'global_holdout', 'no_contact_point', 'unsuitable', 'quiet_hours',
  'cap', 'spacing', 'priority',
] // prettier-ignore
const first = (reasons: readonly string[]): string => order.find((one) => reasons.includes(one)) ?? ''

const rulesOf = (quiet: ContactPolicy['quietHours']): unknown[] =>
  quiet === null ? [] : Array.isArray(quiet) ? quiet : [quiet]

const formats = new Map<string, Intl.DateTimeFormat>()
function local(instant: Date, zone: string): string[] {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  formats.set(zone, format)
  return format.format(instant).split(' ')
}
const localDay = (instant: Date, zone: string): string => local(instant, zone)[0] ?? ''

function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const lastOfMonth = new Date(Date.UTC(year, month - months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 - months, Math.min(date, lastOfMonth))).toISOString().slice(0, 10)
}

/** The name of the calendar period that an instant falls into. */
function periodOf(per: 'day' | 'week' | 'month', zone: string): (instant: number) => string {
  return (instant) => {
    const day = localDay(new Date(instant), zone)
    if (per === 'day') return day
    if (per === 'month') return day.slice(0, 7)
    const sunday = new Date(`${day}T00:00:00Z`)
    while (sunday.getUTCDay() !== 0) sunday.setUTCDate(sunday.getUTCDate() + 1)
    return sunday.toISOString().slice(0, 10)
  }
}
