import type { Item, PropertyType } from './item.ts'
import { Refusal } from './refusal.ts'
import type { TrackingPlanView } from './tracking-plan-view.ts'

/** What the tracking plan says about an item. Blocked events are refused everywhere, the rest by strict sources only. */
export function checkPlan(item: Item, plan: TrackingPlanView, strict: boolean): Refusal | undefined {
  if (item.kind === 'identify' || item.kind === 'group' || item.kind === 'alias') return undefined
  const rule = plan.get(item.name)
  if (rule?.status === 'blocked')
    return new Refusal('blocked_event', `${item.name} is blocked in the tracking plan`)
  if (!strict) return undefined
  if (rule?.status !== 'approved')
    return new Refusal('unknown_event', `${item.name} is not approved in the tracking plan`)
  for (const [name, expected] of rule.properties) {
    const value = item.properties[name]
    if (value === undefined) {
      if (expected.required) return new Refusal('missing_property', `${item.name} needs ${name}`)
      continue
    }
    const found = item.types[name] ?? 'string'
    if (!fits(found, expected.type))
      return new Refusal('wrong_type', `${item.name}: ${name} is ${found}, should be ${expected.type}`)
  }
  return undefined
}

/** Text that looks like a time is still text. */
function fits(found: PropertyType, expected: PropertyType): boolean {
  return found === expected || (expected === 'string' && found === 'datetime')
}
