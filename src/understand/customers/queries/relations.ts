import { z } from 'zod'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

export const mostRelations = 100

/**
 * Who stands in which relation to a customer, in both directions, newest first. The way back (who names this customer)
 * reads one small column of the table; its rows are then read by key.
 */
export const relationRows = defineQuery({
  sql: `WITH links AS (
  SELECT ${canonical('related')} AS other, kind, detail, 'to' AS direction, updated FROM relation FINAL
  WHERE customer IN {members:Array(UInt32)}
  UNION ALL
  SELECT ${canonical('customer')} AS other, kind, detail, 'from' AS direction, updated FROM relation FINAL
  WHERE customer IN (SELECT customer FROM relation WHERE related IN {members:Array(UInt32)})
    AND related IN {members:Array(UInt32)}
),
shown AS (
  SELECT other, kind, any(detail) AS about, if(uniqExact(direction) = 2, 'both', any(direction)) AS way,
    count() OVER (PARTITION BY kind) AS ofKind
  FROM links WHERE other NOT IN {members:Array(UInt32)}
  GROUP BY other, kind
  ORDER BY kind, other
  LIMIT {each:UInt16} BY kind
  LIMIT ${mostRelations}
)
SELECT other, kind, about, way, ofKind, known.1 AS number, known.2 AS name, known.3 AS branch
FROM shown
LEFT JOIN (
  SELECT customer, (number, name, toString(branch)) AS known FROM customer FINAL
  WHERE customer IN (SELECT other FROM shown)
) AS rows ON rows.customer = shown.other
ORDER BY kind, other`,
  parameters: z.object({ members: z.array(z.number().int()), each: z.number().int() }),
  row: z.object({
    other: z.number(),
    kind: z.string(),
    about: z.string(),
    way: z.enum(['to', 'from', 'both']),
    ofKind: z.coerce.number(),
    number: z.string(),
    name: z.string(),
    branch: z.string(),
  }),
})
