import { expect, it } from 'vitest'
import { keyOf } from './key-of.ts'

it.each([
  ['Wealth, at risk', 'wealth_at_risk'],
  ['  30-day café guests!', 'day_cafe_guests'],
  ['财富客户', ''],
  ['_x_', 'x'],
])('makes a key of %j', (name, key) => {
  expect(keyOf(name)).toBe(key)
})
