import { expect, it } from 'vitest'
import { compileRule } from './compile-rule.ts'
import { catalogue } from './testing/small-catalogue.ts'

const scope = { catalogue, asOf: new Date('2026-11-01T02:00:00Z'), timezone: 'Asia/Shanghai' }

const examples = {
  'one-table-one-scan': {
    all: [
      { tag: 'score', op: 'gte', value: 2 },
      {
        any: [
          { tag: 'level', op: 'in', value: ['gold', 'silver'] },
          { tag: 'joined', op: 'is_not_set' },
        ],
      },
      { not: { tag: 'level', op: 'eq', value: 'gold' } },
    ],
  },
  'several-tables': {
    all: [
      { tag: 'aum', op: 'between', value: [500, 50_000] },
      { tag: 'score', op: 'gt', value: 1 },
      { tag: 'visits', op: 'lt', value: 5 },
      { not: { holding: { class: 'time_deposit', maturesWithinDays: 7 } } },
    ],
  },
  'did-not-in-30-days': { behaviour: { event: 'login', withinDays: 30 }, op: 'eq', value: 0 },
  'segment-minus-behaviour': {
    all: [
      { segment: 'regulars' },
      {
        not: {
          behaviour: { event: 'buy', where: [{ property: 'amount', op: 'gte', value: 10 }], withinDays: 90 },
          op: 'gte',
          value: 3,
        },
      },
    ],
  },
}

for (const [name, rule] of Object.entries(examples)) {
  it(`compiles ${name.replaceAll('-', ' ')} to the reviewed SQL`, async () => {
    const { bitmapSql } = compileRule(rule, scope)
    await expect(`SELECT bitmapCardinality(\n${bitmapSql}) AS customers\n`).toMatchFileSnapshot(
      `testing/compiled/${name}.sql`,
    )
  })
}
