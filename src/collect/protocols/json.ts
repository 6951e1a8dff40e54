/** What JSON.parse can return. */
export type Json = string | number | boolean | null | Json[] | JsonObject
export interface JsonObject {
  [key: string]: Json | undefined
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The member as an object; an empty one when it is anything else. */
export function objectIn(parent: JsonObject, key: string): JsonObject {
  const value = parent[key]
  return isJsonObject(value) ? value : nothing
}

/** The member as text; '' when it is neither text nor a number. */
export function textIn(parent: JsonObject, key: string): string {
  const value = parent[key]
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : ''
}

const nothing: JsonObject = Object.freeze({})
