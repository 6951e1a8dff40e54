import type { Envelope } from './envelope.ts'
import type { Normalised } from './item.ts'
import type { TrackingPlanView } from './tracking-plan-view.ts'

/** What a request contained, item by item. Pure: the same envelope and plan always give the same answer. */
export function normalise(_envelope: Envelope, _plan?: TrackingPlanView): Normalised {
  return { items: [], rejections: [] }
}
