import { describe, expect, it } from 'vitest'
import { fieldSchemaOf, isComplete, withoutEmpty } from './json-schema.ts'

describe('the form of a definition', () => {
  const schema = fieldSchemaOf({
    type: 'object',
    properties: {
      kind: { type: 'string', const: 'event_count' },
      events: { type: 'array', items: { type: 'string' } },
      days: { type: 'integer', minimum: 1, maximum: 3660 },
      as: { type: 'string', enum: ['a', 'b'], default: 'a' },
      odd: true,
    },
    required: ['kind', 'days', 'as'],
  })

  it('reads the published schema', () => {
    expect(schema.properties?.['days']).toEqual({ type: 'integer', minimum: 1, maximum: 3660 })
    expect(schema.properties?.['events']?.items).toEqual({ type: 'string' })
    expect(schema.properties?.['as']?.enum).toEqual(['a', 'b'])
    expect(schema.properties?.['odd']).toEqual({})
  })

  it('is complete when every field without a default that must be there is', () => {
    expect(isComplete(schema, { kind: 'event_count' })).toBe(false)
    expect(isComplete(schema, { kind: 'event_count', days: '' })).toBe(false)
    expect(isComplete(schema, { kind: 'event_count', days: 7 })).toBe(true)
  })

  it('leaves out what is empty, but not 0 and false', () => {
    expect(withoutEmpty({ a: '', b: [], c: null, d: 0, e: false, f: undefined })).toEqual({ d: 0, e: false })
  })
})
