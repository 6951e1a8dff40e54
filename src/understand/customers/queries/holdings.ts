import { z } from 'zod'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

export const mostHoldings = 500

/** What a customer has and had, with today's balance; what is open first, then what ended last. */
export const holdingRows = defineQuery({
  sql: `WITH mine AS (
  SELECT * FROM holding FINAL WHERE customer IN {members:Array(UInt32)} AND opened <= {day:Date32}
)
SELECT holding, product, names.1 AS name, names.2 AS nameEn, names.3 AS productRisk, class,
  toString(opened) AS openedOn, toString(matures) AS maturesOn, toString(closed) AS closedOn, status,
  toString(amount) AS principal, if(kept.known, toString(kept.balance), NULL) AS balance, attributes,
  multiIf(ifNull(closed <= {day:Date32}, 0), 'closed', ifNull(matures <= {day:Date32}, 0), 'matured', 'open') AS state,
  if(state = 'open' AND isNotNull(matures), dateDiff('day', {day:Date32}, matures), NULL) AS daysLeft
FROM mine
LEFT JOIN (
  SELECT holding, sum(amount) AS balance, 1 AS known FROM balance FINAL
  WHERE customer IN {members:Array(UInt32)} AND \`from\` <= {day:Date32} AND \`to\` > {day:Date32}
  GROUP BY holding
) AS kept USING holding
LEFT JOIN (
  SELECT product, (argMax(name, updated), argMax(name_en, updated), argMax(risk, updated)) AS names FROM product
  WHERE product IN (SELECT product FROM mine) GROUP BY product
) AS products USING product
ORDER BY state = 'open' DESC, class, ifNull(closed, matures) DESC, holding
LIMIT ${mostHoldings + 1}`,
  parameters: z.object({ members: z.array(z.number().int()), day: z.iso.date() }),
  row: z.object({
    holding: z.string(),
    product: z.string(),
    name: z.string(),
    nameEn: z.string(),
    productRisk: z.string(),
    class: z.string(),
    openedOn: z.string(),
    maturesOn: z.string().nullable(),
    closedOn: z.string().nullable(),
    status: z.string(),
    principal: z.string(),
    balance: z.string().nullable(),
    attributes: z.record(z.string(), z.string()),
    state: z.enum(['open', 'matured', 'closed']),
    daysLeft: z.coerce.number().nullable(),
  }),
})
