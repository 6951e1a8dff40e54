/**
 * What each player of a coalition adds on average over all orders in which they can come together: the Shapley value
 * (Shapley, A value for n-person games, 1953). Exact, by all subsets: 2ⁿ · n steps.
 * @param coalition the players as bits
 * @param worth of a coalition; that of nobody (0) is 0
 * @returns by player (its bit): together the worth of the whole coalition
 */
export function shapleyValues(coalition: number, worth: (players: number) => number): Map<number, number> {
  const players = bitsOf(coalition)
  const n = players.length
  const values = new Map(players.map((player) => [player, 0]))
  for (let some = coalition; some > 0; some = (some - 1) & coalition) {
    const within = bitsOf(some)
    const weight = 1 / (n * choose(n - 1, within.length - 1))
    for (const player of within) {
      const without = some ^ player
      const added = worth(some) - (without === 0 ? 0 : worth(without))
      values.set(player, (values.get(player) ?? 0) + weight * added)
    }
  }
  return values
}

function bitsOf(set: number): number[] {
  const bits: number[] = []
  for (let rest = set; rest > 0; rest &= rest - 1) bits.push(rest & -rest)
  return bits
}

function choose(n: number, k: number): number {
  let ways = 1
  for (let i = 1; i <= k; i += 1) ways = (ways * (n - k + i)) / i
  return ways
}

/** What was seen of those whose contacts were of exactly these channels. */
export interface ChannelSet {
  /** As bits. */
  readonly channels: number
  readonly paths: number
  readonly conversions: number
  /** Of the conversions. */
  readonly worth: number
}

/**
 * Credit by channel (its bit) for conversions and for their worth. The conversions of each set of channels are shared
 * out among its channels alone, by their Shapley values where the worth of a set is the share of conversions among those
 * whose contacts were of exactly that set (nobody seen: 0). What a channel takes away from a set counts as 0. So the
 * credits of all channels add up to the conversions that had a contact.
 *
 * Shares of conversion by set of channels: Dalessandro, Perlich, Stitelman, Provost, Causally motivated attribution for
 * online advertising, ADKDD 2012; each set shared out among its own channels: Zhao, Mahboobi, Bagheri, Shapley value
 * methods for attribution modeling in online advertising, arXiv:1804.05327, 2018.
 */
export function shapleyCredits(
  sets: readonly ChannelSet[],
): Map<number, { conversions: number; worth: number }> {
  const rates = new Map(sets.map(({ channels, paths, conversions }) => [channels, conversions / paths]))
  const credits = new Map<number, { conversions: number; worth: number }>()
  for (const { channels, conversions, worth } of sets) {
    if (conversions === 0) continue
    const values = shapleyValues(channels, (some) => rates.get(some) ?? 0)
    let positive = 0
    for (const value of values.values()) positive += Math.max(0, value)
    for (const [channel, value] of values) {
      const share = Math.max(0, value) / positive
      const before = credits.get(channel) ?? { conversions: 0, worth: 0 }
      credits.set(channel, {
        conversions: before.conversions + conversions * share,
        worth: before.worth + worth * share,
      })
    }
  }
  return credits
}
