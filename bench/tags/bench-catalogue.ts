import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

const definitions = z.object({
  groups: z.array(
    z.looseObject({
      key: z.string(),
      source: z.string(),
      tags: z.array(z.looseObject({ key: z.string(), definition: z.record(z.string(), z.unknown()) })),
    }),
  ),
})
type Definitions = z.output<typeof definitions>

const named = (key: string, definition: Record<string, unknown>) => ({
  key,
  name: { 'zh-CN': key, en: key },
  definition,
})
const ofProperty = (key: string, property: string, aggregate: string, more: Record<string, unknown>) =>
  named(key, { kind: 'event_value', property, aggregate, ...more })

/** What the starter catalogue has no example of: properties of events. */
const propertyTags = [
  ofProperty('bill_amount_90d', 'amount', 'sum', { events: ['bill_payment'], days: 90 }),
  ofProperty('average_bill_90d', 'amount', 'avg', { events: ['bill_payment'], days: 90 }),
  ofProperty('transfer_amount_30d', 'amount', 'sum', { events: ['transfer_success'], days: 30 }),
  ofProperty('largest_transfer_90d', 'amount', 'max', { events: ['transfer_success'], days: 90 }),
  ofProperty('last_fund_viewed', 'product', 'last', { events: ['fund_detail_view'] }),
  ofProperty('favourite_deposit_90d', 'product', 'top', { events: ['deposit_detail_view'], days: 90 }),
  ofProperty('products_viewed_90d', 'product', 'distinct', { days: 90 }),
  named('large_transfers_90d', {
    kind: 'event_count',
    events: ['transfer_success'],
    where: [{ property: 'amount', op: 'gt', value: 5000 }],
    days: 90,
  }),
]

/** … and a model that is trained during the refresh. */
const models = {
  key: 'models',
  name: { 'zh-CN': 'models', en: 'models' },
  source: 'tag',
  tags: [
    named('fund_score', {
      kind: 'model_score',
      features: ['age', 'aum', 'aum_average_90d', 'logins_30d', 'product_count', 'risk_level'],
      outcome: 'has_fund',
    }),
  ],
}

/**
 * The demo bank's catalogue without the ledger's group and the tags that read it, because the bench fills no ledger,
 * and without imported and queried tags; with tags of event properties and a model.
 */
export function benchCatalogue(): Definitions {
  const { groups } = definitions.parse(
    parse(readFileSync(new URL('../../demo/definitions/tags.yaml', import.meta.url), 'utf8')),
  )
  const left = new Set(
    groups.flatMap(({ source, tags }) =>
      ['ledger', 'import', 'sql'].includes(source) ? tags.map(({ key }) => key) : [],
    ),
  )
  // A tag that reads one that is left out is left out itself; catalogues are a few levels deep at most.
  const readsLeft = (definition: unknown): boolean =>
    (JSON.stringify(definition).match(/\w+/g) ?? []).some((word) => left.has(word))
  for (let before = -1; before !== left.size;) {
    before = left.size
    for (const { tags } of groups)
      for (const { key, definition } of tags) if (readsLeft(definition)) left.add(key)
  }
  const kept = groups
    .map((group) => ({
      ...group,
      tags: [
        ...group.tags.filter(({ key }) => !left.has(key)),
        ...(group.source === 'event' ? propertyTags : []),
      ],
    }))
    .filter(({ tags }) => tags.length > 0)
  return definitions.parse({ groups: [...kept, models] })
}
