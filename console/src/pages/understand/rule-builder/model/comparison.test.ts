import { describe, expect, it } from 'vitest'
import { operatorsOf, readComparison, startOf, withOperator } from './comparison.ts'

describe('a comparison', () => {
  it('keeps its values when the new operator can hold them', () => {
    expect(withOperator({ op: 'gte', value: 5 }, 'lt')).toEqual({ op: 'lt', value: 5 })
    expect(withOperator({ op: 'eq', value: 'a' }, 'in')).toEqual({ op: 'in', value: ['a'] })
    expect(withOperator({ op: 'in', value: ['a', 'b', 'c'] }, 'eq')).toEqual({ op: 'eq', value: 'a' })
    expect(withOperator({ op: 'gte', value: 5 }, 'between')).toEqual({ op: 'between', value: [5] })
    expect(withOperator({ op: 'between', value: [5, 9] }, 'gte')).toEqual({ op: 'gte', value: 5 })
  })

  it('drops them when they would mean something else', () => {
    expect(withOperator({ op: 'in_last_days', value: 30 }, 'gte')).toEqual({ op: 'gte' })
    expect(withOperator({ op: 'gte', value: '2026-01-01' }, 'in_period')).toEqual({
      op: 'in_period',
      value: 'this_month',
    })
    expect(withOperator({ op: 'eq', value: 1 }, 'is_set')).toEqual({ op: 'is_set' })
  })

  it('is complete once it has what its operator asks for', () => {
    expect(readComparison({ op: 'gte' })).toBeNull()
    expect(readComparison({ op: 'gte', value: 0 })).not.toBeNull()
    expect(readComparison({ op: 'eq', value: false })).not.toBeNull()
    expect(readComparison({ op: 'between', value: [1] })).toBeNull()
    expect(readComparison({ op: 'in', value: [] })).toBeNull()
    expect(readComparison({ op: 'is_not_set' })).not.toBeNull()
  })

  it('begins with an operator that its type has', () => {
    for (const type of ['number', 'string', 'boolean', 'date'] as const)
      expect(operatorsOf[type]).toContain(startOf(type).op)
  })
})
