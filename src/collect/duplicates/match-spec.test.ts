import { expect, it } from 'vitest'
import { bankCustomers } from './bank-customers.ts'
import { levelBits, levelNames, levelOf } from './comparisons/index.ts'
import { comparison, comparisonKinds, matchSpec } from './match-spec.ts'

it('refuses to block by a field that is not compared, and says which', () => {
  const result = matchSpec.safeParse({
    comparisons: [
      { field: 'name', kind: 'text' },
      { field: 'birth_date', kind: 'date' },
    ],
    blocking: [{ name: 'value' }, { phone: 'value' }],
  })
  expect(result.error?.issues).toMatchObject([
    {
      path: ['blocking', 1, 'phone'],
      message: '"phone" is not compared: compare it or block by another field',
    },
  ])
})

it('compares in no more levels than a pattern holds', () => {
  for (const kind of comparisonKinds) {
    expect(levelNames(comparison.parse({ field: 'a', kind, swap: 'b' })).length).toBeLessThanOrEqual(
      2 ** levelBits,
    )
  }
  expect(levelOf(7 * 8 ** 15, 15)).toBe(7)
  expect(bankCustomers.threshold).toBe(0.5)
})
