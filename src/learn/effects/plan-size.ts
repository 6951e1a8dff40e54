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
  return {
    customers: required === null ? null : Math.ceil(required),
    effect: customers === undefined ? null : detectableEffect(baseline, customers, design),
  }
}
