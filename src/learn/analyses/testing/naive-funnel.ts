import type { EventFilter } from '../question-parts.ts'
import type { AnalysisOf } from '../schema.ts'

/** An event as the naive evaluators see it; `at` in milliseconds. */
export interface SmallEvent {
  readonly customer: number
  readonly name: string
  readonly at: number
  readonly properties: Readonly<Record<string, string>>
}

/** Tests use the conditions `is_set` and `eq` with a text. */
export function meets({ event, where = [] }: EventFilter, one: SmallEvent): boolean {
  return (
    (event === undefined || event === one.name) &&
    where.every((condition) => {
      const value = one.properties[condition.property] ?? ''
      if (condition.op === 'is_set') return value !== ''
      if (condition.op === 'eq') return value === condition.value
      throw new Error(`the naive evaluator does not know ${condition.op}`)
    })
  )
}

export interface Reached {
  readonly level: number
  /** Milliseconds after the first step, of each step taken; empty for steps in any order. */
  readonly took: readonly number[]
}

/** What a funnel finds for the events of one customer, by trying every chain. */
export function naiveFunnel(funnel: AnalysisOf<'funnel'>, events: readonly SmallEvent[]): Reached {
  const { steps, order = 'ordered', windowSeconds, exclusions = [] } = funnel
  const window = windowSeconds * 1000
  if (order === 'any') {
    const done = (at: number): number =>
      steps.filter((step) => events.some((one) => meets(step, one) && one.at <= at && one.at >= at - window))
        .length
    return { level: Math.max(0, ...events.map(({ at }) => done(at))), took: [] }
  }
  const chains: number[][] = []
  const extend = (chain: readonly number[]): void => {
    if (chain.length > 0) chains.push([...chain])
    const step = steps[chain.length]
    if (!step) return
    const last = chain.at(-1) ?? -Infinity
    const again = steps.slice(0, chain.length).some(({ event }) => event === step.event)
    for (const one of events) {
      if (!meets(step, one)) continue
      if (again ? one.at <= last : one.at < last) continue
      if (chain[0] !== undefined && one.at > chain[0] + window) continue
      if (order === 'strict' && chain.length > 0 && events.some(({ at }) => at > last && at < one.at))
        continue
      const ended = exclusions.some(({ after = 0, before = steps.length - 1, ...event }) => {
        const passed = chain[after]
        if (passed === undefined || chain.length > before) return false
        return events.some((x) => meets(event, x) && x.at > passed && x.at <= one.at)
      })
      if (!ended) extend([...chain, one.at])
    }
  }
  extend([])
  const level = Math.max(0, ...chains.map((chain) => chain.length))
  // First to get there, then the latest first step, then the latest steps counted from the end.
  const best = chains
    .filter((chain) => chain.length === level)
    .toSorted((a, b) => {
      const wishes = [a.at(-1), -(a[0] ?? 0), ...a.toReversed().map((at) => -at)]
      const others = [b.at(-1), -(b[0] ?? 0), ...b.toReversed().map((at) => -at)]
      const at = wishes.findIndex((wish, i) => wish !== others[i])
      return at === -1 ? 0 : (wishes[at] ?? 0) - (others[at] ?? 0)
    })[0]
  return { level, took: best?.map((at) => at - (best[0] ?? 0)) ?? [] }
}
