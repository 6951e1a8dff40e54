import {
  type ContactPolicyView,
  type QuietTimes,
  quietTimes,
  readContactPolicy,
  readContactPolicyAt,
} from '../../decide/policy/index.ts'
import { readTradingDays, type TradingCalendar } from '../../decide/trading-days/index.ts'
import {
  type ContactCategory,
  type ContactChannel,
  readSuppressionLists,
  type Scope,
  type SuppressionList,
} from '../../govern/consent/index.ts'
import type { Context } from '../../platform/context.ts'
import { carriedThisHour, readAddressKinds, readCommittedTicks, readSenders, usualPriority } from './store.ts'

/** A contact that somebody wants to make, whoever it goes to. */
export interface WantedContact {
  readonly channel: ContactChannel
  /** marketing unless said */
  readonly category?: ContactCategory | undefined
  /** The journey that wants it, and how it ranks among others (50 unless said, 100 first). */
  readonly journey?: { readonly id: number; readonly priority?: number | undefined } | undefined
  /** Bank's keys of the products that the message names. */
  readonly products?: readonly string[] | undefined
  /** The message is not chosen by what is known of the customer, so who wants no such choice may get it. */
  readonly general?: boolean | undefined
  /** It already waited for journeys of higher priority. */
  readonly arbitrated?: boolean | undefined
}

/** Everything the answer depends on besides the customer. */
export interface GateQuestion extends Scope {
  readonly policy: ContactPolicyView
  readonly channel: ContactChannel
  readonly category: ContactCategory
  readonly products: readonly string[]
  readonly general: boolean
  readonly now: Date
  readonly timezone: string
  /** Lists of customers that stop this category. */
  readonly lists: readonly string[]
  readonly quiet: QuietTimes
  /** Newest committed tick of each journey: touches of later ticks did not happen. */
  readonly committedTicks: ReadonlyMap<number, number>
  /** Running journeys with messages and a higher priority, that this contact gives way to. */
  readonly rivals: number
  /** Contacts that the channel may still carry in this hour, before those of `openTicks`; undefined: no limit. */
  readonly volumeLeft: number | undefined
  /** Ticks (journey, tick) of this very instant that count although they are not committed yet. */
  readonly openTicks: ReadonlySet<readonly [number, number]>
  /** Kind of contact point that every provider of the channel needs; null when one can do without. */
  readonly addressKind: string | null
}

/** What the gate knows at one instant, whatever is asked about then. */
export interface GateKnowledge {
  readonly now: Date
  readonly timezone: string
  readonly policy: ContactPolicyView
  readonly calendar: TradingCalendar
  readonly lists: readonly SuppressionList[]
  readonly committedTicks: ReadonlyMap<number, number>
  readonly openTicks: ReadonlySet<readonly [number, number]>
  /** Running journeys that send messages. */
  readonly senders: readonly { readonly id: number; readonly priority: number }[]
  /** Contacts that channels with a limit carried in this hour already. */
  readonly carried: ReadonlyMap<string, number>
  /** Channels whose providers all need a kind of contact point of their own. */
  readonly addressKinds: ReadonlyMap<string, string>
}

/**
 * Read what the gate has to know at an instant.
 * @param options openTicks: up to which tick journeys are about to write; their earlier contacts count for the later ones
 */
export async function readGateKnowledge(
  ctx: Pick<Context, 'postgres' | 'clock' | 'config'>,
  options: { readonly now?: Date; readonly openTicks?: ReadonlyMap<number, number> } = {},
): Promise<GateKnowledge> {
  const { now = ctx.clock.now(), openTicks = new Map() } = options
  const [policy, calendar, lists, committed, senders, addressKinds] = await Promise.all([
    options.now ? readContactPolicyAt(ctx, now) : readContactPolicy(ctx),
    readTradingDays(ctx),
    readSuppressionLists(ctx),
    readCommittedTicks(ctx),
    readSenders(ctx),
    readAddressKinds(ctx),
  ])
  return {
    now,
    timezone: ctx.config.timezone,
    policy,
    calendar,
    lists,
    committedTicks: new Map([...committed, ...openTicks]),
    openTicks: new Set(
      [...openTicks].flatMap(([journey, last]) => ticksBetween(journey, committed.get(journey) ?? 0, last)),
    ),
    senders,
    carried: policy.volume.length > 0 ? await carriedThisHour(ctx, now) : new Map(),
    addressKinds,
  }
}

const ticksBetween = (journey: number, committed: number, last: number): (readonly [number, number])[] =>
  Array.from({ length: Math.max(0, last - committed) }, (_, i) => [journey, committed + i + 1] as const)

/** What is asked about a wanted contact of any set of customers. */
export function gateQuestion(known: GateKnowledge, contact: WantedContact): GateQuestion {
  const { policy, now, timezone } = known
  const { channel, category = 'marketing', journey } = contact
  const priority = journey?.priority ?? usualPriority
  const competes = policy.arbitration.minutes > 0 && !contact.arbitrated && journey !== undefined
  const limit = policy.categories[category].exempt.includes('volume')
    ? undefined
    : policy.volume.find((one) => one.channel === channel)?.perHour
  return {
    policy,
    channel,
    category,
    products: contact.products ?? [],
    general: contact.general ?? false,
    now,
    timezone,
    lists: known.lists.filter(({ blocks }) => blocks.includes(category)).map(({ key }) => key),
    quiet: quietTimes(policy, { channel, category, now }, timezone, known.calendar),
    committedTicks: known.committedTicks,
    rivals: competes
      ? known.senders.filter((sender) => sender.id !== journey.id && sender.priority > priority).length
      : 0,
    volumeLeft: limit === undefined ? undefined : Math.max(0, limit - (known.carried.get(channel) ?? 0)),
    openTicks: known.openTicks,
    addressKind: known.addressKinds.get(channel) ?? null,
  }
}

/** The same for one question at this instant. */
export async function prepareGate(
  ctx: Pick<Context, 'postgres' | 'clock' | 'config'>,
  contact: WantedContact,
): Promise<GateQuestion> {
  return gateQuestion(await readGateKnowledge(ctx), contact)
}
