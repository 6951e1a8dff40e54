import { carriesSecret, classOf, maskText } from './field-class.ts'
import type { Json, JsonObject } from './json.ts'

export const deepestNesting = 64
export const tooDeep = -1

/**
 * The one walk over a request before it is spooled: replaces class C3 values in place and says how many there
 * were, or `tooDeep`. Recursion is safe because it stops at 64 levels.
 */
export function maskRestricted(value: Json[] | JsonObject, depth = 1): number {
  if (depth > deepestNesting) return tooDeep
  let count = 0
  if (Array.isArray(value)) {
    for (const member of value) {
      if (typeof member !== 'object' || member === null) continue
      const inside = maskRestricted(member, depth + 1)
      if (inside === tooDeep) return tooDeep
      count += inside
    }
    return count
  }
  for (const key in value) {
    const member = value[key]
    if (classOf(key) === 'restricted' && carriesSecret(member)) {
      value[key] = maskText
      count += 1
    } else if (typeof member === 'object' && member !== null) {
      const inside = maskRestricted(member, depth + 1)
      if (inside === tooDeep) return tooDeep
      count += inside
    }
  }
  return count
}
