import { expect, it } from 'vitest'
import { pointAt } from './curve-point.ts'

const curve = [
  { size: 100, threshold: 9, recall: 0.2, precision: 0.5, lift: 8 },
  { size: 300, threshold: 5, recall: 0.6, precision: 0.3, lift: 4 },
]

it('reads a lookalike curve at its points, between and beyond them', () => {
  expect(pointAt(curve, 100)).toEqual(curve[0])
  expect(pointAt(curve, 200)?.lift).toBeCloseTo(6)
  expect(pointAt(curve, 200)?.recall).toBeCloseTo(0.4)
  expect(pointAt(curve, 1_000)).toEqual({ ...curve[1], size: 1_000 })
  expect(pointAt(curve, 1)).toEqual({ ...curve[0], size: 1 })
  expect(pointAt([], 5)).toBeUndefined()
})
