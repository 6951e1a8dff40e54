import { expect, it } from 'vitest'
import { planSize } from './plan-size.ts'

const design = { holdoutShare: 0.5, alpha: 0.05, power: 0.9 }

it('says both how many customers an effect needs and which effect the customers find', () => {
  const found = planSize({
    baseline: { kind: 'proportion', rate: 0.5 },
    effect: 0.25,
    customers: 154,
    ...design,
  })
  expect(found.customers).toBe(154)
  expect(found.effect).toBeCloseTo(0.25, 3)
})

it('says nothing where there is no number', () => {
  const mean = { kind: 'mean', deviation: 1e200, explained: 0 } as const
  expect(planSize({ baseline: mean, effect: 1e-200, customers: 2, ...design })).toEqual({
    customers: null,
    effect: null,
  })
  expect(planSize({ baseline: { kind: 'proportion', rate: 0.9 }, effect: 0.2, ...design })).toEqual({
    customers: null,
    effect: null,
  })
})
