import type { Item, PropertyType, TrackingPlanView } from '../protocols/index.ts'

export interface Discovery {
  readonly event: string
  readonly properties: ReadonlyMap<string, PropertyType>
}

/** A client that makes up names must not fill the plan. */
const mostEvents = 5_000
const mostProperties = 500
const longestProperty = 765

/** Events and properties in `items` that the plan doesn't know yet. Pure, and cheap when there are none. */
export function discover(items: readonly Item[], plan: TrackingPlanView): Discovery[] {
  const found = new Map<string, Map<string, PropertyType>>()
  for (const item of items) {
    if (item.kind === 'identify' || item.kind === 'group' || item.kind === 'alias') continue
    const known = plan.get(item.name)
    let own = found.get(item.name)
    if (known === undefined && own === undefined) {
      if (plan.size + found.size >= mostEvents) continue
      own = new Map()
      found.set(item.name, own)
    }
    for (const property in item.properties) {
      if (known?.properties.has(property) === true || own?.has(property) === true) continue
      if ((known?.properties.size ?? 0) + (own?.size ?? 0) >= mostProperties) break
      if (property.length > longestProperty) continue
      if (own === undefined) {
        own = new Map()
        found.set(item.name, own)
      }
      own.set(property, item.types[property] ?? 'string')
    }
  }
  return [...found].map(([event, properties]) => ({ event, properties }))
}
