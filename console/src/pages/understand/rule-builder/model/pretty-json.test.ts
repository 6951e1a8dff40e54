import fc from 'fast-check'
import { expect, it } from 'vitest'
import { prettyJson } from './pretty-json.ts'

it('writes a condition on one line and a long group on several', () => {
  const rule = {
    all: [
      { tag: 'aum_average_30d', op: 'gte', value: 50_000 },
      { any: [{ segment: 'wealth' }, { segment: 'payroll_customers' }] },
    ],
  }
  expect(prettyJson(rule)).toBe(`{
  "all": [
    { "tag": "aum_average_30d", "op": "gte", "value": 50000 },
    { "any": [{ "segment": "wealth" }, { "segment": "payroll_customers" }] }
  ]
}`)
})

it('loses nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.stringify(JSON.parse(prettyJson(value)))).toBe(JSON.stringify(value))
    }),
  )
})
