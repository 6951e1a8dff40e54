import { describe, expect, it } from 'vitest'
import { checkPlan } from './index.ts'

describe('a plan', () => {
  it.each([
    [
      { name: 'p', files: {}, customers: [{ from: 'x', number: 'n' }] },
      /customers\.0\.from: "x" is not one of the plan’s files/,
    ],
    [
      { name: 'p', files: { f: { path: '/etc/passwd' } } },
      /files\.f\.path: must lie inside the folder given by --from/,
    ],
    [{ name: 'P p', files: {} }, /name: must be lower-case letters/],
    [{ name: 'p', files: { f: { path: 'a.csv' } }, customer: [] }, /customer: is not a setting here/],
    [
      { name: 'p', files: { f: { path: 'a.csv' } }, customers: [{ from: 'f', number: { sql: '1' } }] },
      /customers\.0\.number: is not an expression/,
    ],
    [
      { name: 'p', files: { f: { path: 'a.csv' } }, products: [{ from: 'f', product: 'a', name: 'b' }] },
      /products\.0\.class: /,
    ],
  ])('with a mistake says where and what to do (%#)', (plan, message) => {
    expect(() => checkPlan(plan, 'plan.yaml')).toThrow(message)
  })
})
