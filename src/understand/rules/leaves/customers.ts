import { z } from 'zod'
import { plainText } from '../names.ts'
import { sqlTexts } from '../sql-text.ts'
import { defineLeafKind } from './leaf-kind.ts'

const shown = 3

/** `{ customers: ['6200000017', …] }` – the customers of these numbers; a longer list is uploaded. */
export const customersLeaf = defineLeafKind({
  schema: z.strictObject({
    customers: z
      .array(plainText(64).min(1), 'must be a list of customer numbers')
      .min(1)
      .max(10_000, 'holds more than 10000 numbers: upload them as a list'),
  }),
  check: () => [],
  compile: ({ customers }) => ({
    kind: 'exists',
    table: 'customer',
    part: '',
    filter: `number IN (${sqlTexts(customers)})`,
    known: true,
  }),
  observe: ({ customers }) => ({
    table: 'customer',
    where: `number IN (${sqlTexts(customers)})`,
    value: `'listed'`,
  }),
  describe: ({ customers }, _catalogue, language) => {
    const first = customers.slice(0, shown).join(language === 'en' ? ', ' : '、')
    const more = customers.length - shown
    if (language === 'en') return `is one of the customers ${first}${more > 0 ? ` and ${more} more` : ''}`
    return `是客户 ${first}${more > 0 ? ` 等 ${customers.length} 位` : ''}`
  },
})
