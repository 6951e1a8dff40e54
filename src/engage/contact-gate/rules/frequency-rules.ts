import { type Cap, type CapWindow, capWindow, type Spacing } from '../../../decide/policy/index.ts'
import { contactCategories, scopeSql } from '../../../govern/consent/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { committedSql } from '../committed-sql.ts'
import type { GateQuestion } from '../gate-question.ts'
import type { GateRule, GateSets } from './gate-rule.ts'

export interface Counted {
  readonly reason: 'cap' | 'spacing'
  readonly action: 'hold' | 'drop'
  /** Contacts that may lie in the window. */
  readonly limit: number
  readonly window: CapWindow
  /** Which earlier contacts count, as SQL. */
  readonly counts: string
  /** What the policy says. */
  readonly rule: Cap | Spacing
}

const instant = (at: Date): string => literal(at, 'DateTime64(3)')
const none = instant(new Date(0))

/**
 * Caps and spacing over the contacts that were made. All of them are counted in one scan of the touch history; spacing
 * is a cap of one contact in a window that ends now. `waits` is when a contact that is held may be asked about again:
 * when the oldest contact leaves a rolling window (the only one that may lie in it: the newest), or the next calendar
 * window begins.
 */
export function frequencyRules(question: GateQuestion, person: string, sets: GateSets): GateRule[] {
  const counted = countedOf(question)
  if (counted.length === 0) return []
  const rivalled = counted.filter(({ action }) => action === 'drop')
  const scarce =
    question.rivals > 0 && rivalled.length > 0
      ? rivalled.map((one) => `n${counted.indexOf(one)} + ${question.rivals} >= ${one.limit}`).join(' OR ')
      : undefined
  const reached = counted.map(({ limit }, index) => `n${index} >= ${limit}`)
  const history = historySql(question, counted)
  const ends = question.only === undefined ? undefined : waitsOf(counted)
  const bitmaps = [...reached, ...(scarce ? [scarce] : [])].map((is) => `groupBitmapStateIf(person, ${is})`)
  const arrays = ends
    ? [`groupArrayIf(person, ${ends} > ${none})`, `groupArrayIf(${ends}, ${ends} > ${none})`]
    : []
  const people = sets.name(`SELECT tuple(${[...bitmaps, ...arrays].join(', ')}) FROM (${history})`)
  const part = (index: number): string => `tupleElement(${people}, ${index + 1})`
  const within = (index: number): string => `bitmapContains(${part(index)}, ${person})`
  const waits = ends
    ? { until: waitSql(part(bitmaps.length), part(bitmaps.length + 1), person) }
    : ({ waits: true } as const)
  const rules = counted.map(({ reason, action }, index): GateRule => ({
    reason,
    refused: within(index),
    hold: action === 'hold' ? waits : undefined,
  }))
  if (!scarce) return rules
  const everyone = rivalled.some(({ limit }) => limit <= question.rivals)
  const until = instant(arbitrationEnds(question))
  return [...rules, { reason: 'priority', refused: everyone ? '1' : within(counted.length), hold: { until } }]
}

/**
 * `SELECT person, waits` of the people who are held for caps and spacing; undefined when the policy holds nobody so, or
 * the question is about few people: their instants come from the same scan as the counts.
 */
export function waitsSql(question: GateQuestion): string | undefined {
  if (question.only !== undefined) return undefined
  const counted = countedOf(question)
  const latest = waitsOf(counted)
  return (
    latest &&
    `SELECT person, ${latest} AS waits FROM (${historySql(question, counted)}) WHERE waits > ${none}`
  )
}

/** When the latest of the caps that are reached may let somebody pass, over the columns of the history. */
function waitsOf(counted: readonly Counted[]): string | undefined {
  const held = counted.flatMap((one, index) => (one.action === 'hold' ? [{ one, index }] : []))
  const ends = held.map(({ one: { window, limit }, index }) => {
    const end =
      window.kind === 'calendar' ? instant(window.next) : `addMilliseconds(leaves${index}, ${window.length})`
    return `if(n${index} >= ${limit}, ${end}, ${none})`
  })
  return ends.length < 2 ? ends[0] : `greatest(${ends.join(', ')})`
}

/** The instant of one person out of two arrays; there is always a first element, because no array may be empty. */
function waitSql(people: string, instants: string, person: string): string {
  const milliseconds = `arrayMap(at -> toUnixTimestamp64Milli(at), ${instants})`
  return `fromUnixTimestamp64Milli(transform(${person}, arrayPushFront(${people}, toUInt32(0)), arrayPushFront(${milliseconds}, toInt64(0)), toInt64(0)), 'UTC')`
}

export function historySql(question: GateQuestion, counted: readonly Counted[]): string {
  const columns = counted.map(({ counts, action, window, limit }, index) => {
    const leaves =
      action === 'hold' && window.kind === 'rolling'
        ? `, ${limit === 1 ? 'max' : 'min'}If(at, ${counts}) AS leaves${index}`
        : ''
    return `countIf(${counts}) AS n${index}${leaves}`
  })
  const oldest = new Date(Math.min(...counted.map(({ window }) => startOf(window).getTime())))
  return `
    SELECT ${canonical('customer')} AS person, ${columns.join(', ')}
    FROM touch
    WHERE outcome = 'queued' AND at >= ${instant(oldest)} AND at <= ${instant(question.now)}
      AND ${committedSql(question.committedTicks)} ${scopeSql(question)}
    GROUP BY person`
}

const startOf = (window: CapWindow): Date => (window.kind === 'rolling' ? window.after : window.from)

export function countedOf({ policy, channel, category, now, timezone }: GateQuestion): Counted[] {
  const applies = ({ channels, categories }: Cap | Spacing): boolean =>
    (channels?.includes(channel) ?? true) && (categories?.includes(category) ?? true)
  const { exempt } = policy.categories[category]
  const caps = exempt.includes('caps') ? [] : policy.caps.filter(applies)
  const spacings = exempt.includes('spacing') ? [] : policy.spacing.filter(applies)
  const countable = (rule: 'caps' | 'spacing', named: Cap['categories']): readonly string[] =>
    named ?? contactCategories.filter((one) => !policy.categories[one].exempt.includes(rule))
  return [
    ...caps.map((cap): Counted => {
      const window = capWindow(cap, now, timezone)
      return {
        reason: 'cap',
        rule: cap,
        action: cap.action,
        limit: cap.limit,
        window,
        counts: countsSql(window, cap.channels, countable('caps', cap.categories)),
      }
    }),
    ...spacings.map((spacing): Counted => {
      const length = spacing.minutes * 60_000
      const window = { kind: 'rolling', length, after: new Date(now.getTime() - length) } as const
      const channels = spacing.between === 'same_channel' ? [channel] : spacing.channels
      return {
        reason: 'spacing',
        rule: spacing,
        action: spacing.action,
        limit: 1,
        window,
        counts: countsSql(window, channels, countable('spacing', spacing.categories)),
      }
    }),
  ]
}

function countsSql(
  window: CapWindow,
  channels: readonly string[] | undefined,
  categories: readonly string[],
): string {
  const parts = [
    window.kind === 'rolling' ? `at > ${instant(window.after)}` : `at >= ${instant(window.from)}`,
    ...(channels ? [`channel IN ${literal(channels, 'Array(String)')}`] : []),
    ...(categories.length < contactCategories.length
      ? [`category IN ${literal(categories, 'Array(String)')}`]
      : []),
  ]
  return parts.join(' AND ')
}

/** Windows of arbitration stand next to each other on the clock; a contact waits for the end of the one it falls into. */
function arbitrationEnds({ policy, now }: GateQuestion): Date {
  const length = policy.arbitration.minutes * 60_000
  return new Date((Math.floor(now.getTime() / length) + 1) * length)
}
