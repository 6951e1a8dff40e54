import type { PropertyType } from './item.ts'

export interface EventRule {
  readonly status: 'learnt' | 'approved' | 'blocked'
  /** By flattened property name; only properties whose type was approved with the event. */
  readonly properties: ReadonlyMap<string, { readonly type: PropertyType; readonly required: boolean }>
}

/** The tracking plan as the normaliser sees it: event name → rule. Immutable; a change makes a new one. */
export type TrackingPlanView = ReadonlyMap<string, EventRule>
