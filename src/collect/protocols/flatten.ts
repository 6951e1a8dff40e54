import { carriesSecret, classOf, maskMiddle } from './field-class.ts'
import type { Item, PropertyType } from './item.ts'
import type { Json, JsonObject } from './json.ts'
import { Refusal } from './refusal.ts'

const deepestObject = 3
const mostProperties = 500

/** Flatten `source` into the item's properties and note the types that are not plain text. */
export function flattenProperties(source: JsonObject, item: Item): Refusal | undefined {
  const flat = new Flat(item.properties, item.types, false)
  return flat.add(source, '', 1)
}

/** Flatten traits into the item's profile; null and '' remove a trait. */
export function flattenProfile(source: JsonObject, item: Item): Refusal | undefined {
  const flat = new Flat(item.profile, undefined, true)
  return flat.add(source, '', 1)
}

class Flat {
  readonly #values: Record<string, string>
  readonly #types: Record<string, PropertyType> | undefined
  readonly #keepsNull: boolean
  #count = 0

  constructor(
    values: Record<string, string>,
    types: Record<string, PropertyType> | undefined,
    keepsNull: boolean,
  ) {
    this.#values = values
    this.#types = types
    this.#keepsNull = keepsNull
  }

  add(source: JsonObject, prefix: string, depth: number): Refusal | undefined {
    for (const key in source) {
      const value = source[key]
      const path = prefix === '' ? key : `${prefix}.${key}`
      const fieldClass = classOf(key)
      if (fieldClass !== 'plain') {
        if (fieldClass === 'invalid')
          return new Refusal('invalid_name', 'a property name is empty, too long or holds control characters')
        if (fieldClass === 'restricted' && carriesSecret(value)) return restrictedField(path)
      }
      if (value === undefined) continue
      if (value === null) {
        if (this.#keepsNull) this.#values[path] = ''
        continue
      }
      this.#count += 1
      if (this.#count > mostProperties)
        return new Refusal('too_many_properties', `more than ${mostProperties} properties`)
      if (typeof value === 'object') {
        if (!Array.isArray(value) && depth < deepestObject && fieldClass === 'plain') {
          const refusal = this.add(value, path, depth + 1)
          if (refusal !== undefined) return refusal
          continue
        }
        const secret = restrictedInside(value, path)
        if (secret !== undefined) return secret
        const text = fieldClass === 'masked' ? '****' : JSON.stringify(value, maskMembers)
        this.#set(path, text, Array.isArray(value) ? 'list' : 'object', false)
      } else if (typeof value === 'string') {
        this.#set(path, value, isDatetime(value) ? 'datetime' : 'string', fieldClass === 'masked')
      } else {
        this.#set(
          path,
          String(value),
          typeof value === 'number' ? 'number' : 'boolean',
          fieldClass === 'masked',
        )
      }
    }
    return undefined
  }

  #set(path: string, text: string, type: PropertyType, masked: boolean): void {
    this.#values[path] = masked && text !== '' ? maskMiddle(text) : text
    if (type !== 'string' && this.#types !== undefined) this.#types[path] = type
  }
}

function maskMembers(key: string, value: unknown): unknown {
  if ((typeof value === 'string' && value !== '') || typeof value === 'number') {
    return classOf(key) === 'masked' ? maskMiddle(String(value)) : value
  }
  return value
}

/** Lists and deep objects become JSON text; a secret must not slip in with them. */
function restrictedInside(value: Json, path: string): Refusal | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, member] of Object.entries(value)) {
    const inside = Array.isArray(value) ? path : `${path}.${key}`
    if (!Array.isArray(value) && classOf(key) === 'restricted' && carriesSecret(member))
      return restrictedField(inside)
    const refusal = restrictedInside(member ?? null, inside)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

function restrictedField(path: string): Refusal {
  return new Refusal(
    'restricted_field',
    `${path}: passwords, codes and biometrics are never accepted; remove it at the client`,
  )
}

/** `2026-11-01T…` and `2026-11-01 …`; checked by position because it runs for every text value. */
function isDatetime(text: string): boolean {
  if (text.length < 16 || text.length > 35 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45)
    return false
  return datetime.test(text)
}
const datetime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/
