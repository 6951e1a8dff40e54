import { z } from 'zod'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

const row = z.object({ person: z.number(), merged: z.array(z.number()) })

/**
 * Numbers merged into `person`. Rows of undone merges still stand in the table until it is compacted; the dictionary
 * knows which ones hold, and is cheaper than FINAL.
 */
const mergedInto = `SELECT person, groupUniqArray(customer) AS merged
FROM customer_merge
WHERE into = person AND customer != person AND ${canonical('customer')} = person`

/** Who has this customer number; person 0 = nobody. */
export const findPersonByNumber = defineQuery({
  sql: `WITH ifNull((
  SELECT ${canonical('customer')} FROM identifier FINAL
  WHERE namespace = 'customer_number' AND value = {number:String} LIMIT 1), 0) AS person
${mergedInto}`,
  parameters: z.object({ number: z.string() }),
  row,
})

/** Who this number of ours is now. */
export const findPersonById = defineQuery({
  sql: `WITH ${canonical('{customer:UInt32}')} AS person
${mergedInto}`,
  parameters: z.object({ customer: z.number().int() }),
  row,
})

/** Whether anything is known of a number: master data or an identifier. */
export const isPerson = defineQuery({
  sql: `SELECT exists(SELECT 1 FROM customer WHERE customer = {customer:UInt32})
  OR exists(SELECT 1 FROM identifier WHERE customer = {customer:UInt32}) AS known`,
  parameters: z.object({ customer: z.number().int() }),
  row: z.object({ known: z.coerce.boolean() }),
})
