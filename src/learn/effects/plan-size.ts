import type { SampleSizeAnswer, SampleSizeQuestion } from './slice-schema.ts'
import { type Baseline, detectableEffect, requiredCustomers } from './statistics/power.ts'

/** Before the start: how many customers an effect needs, and which effect so many customers find. */
export function planSize({
  baseline: asked,
  effect,
  customers,
  ...design
}: SampleSizeQuestion): SampleSizeAnswer {
  const baseline: Baseline =
    asked.kind === 'proportion'
      ? asked
      : { kind: 'mean', variance: asked.deviation ** 2, explained: asked.explained }
  const required = effect === undefined ? null : requiredCustomers(baseline, effect, design)
  const found = customers === undefined ? null : detectableEffect(baseline, customers, design)
  return {
    // An effect next to nothing would need more customers than can be counted.
    customers: required === null || required > Number.MAX_SAFE_INTEGER ? null : Math.ceil(required),
    effect: found !== null && Number.isFinite(found) ? found : null,
  }
}
