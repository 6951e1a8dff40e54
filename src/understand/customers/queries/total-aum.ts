import { z } from 'zod'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

/** Closing AUM of the whole bank on a day, exact to the cent. */
export const totalAum = defineQuery({
  sql: `SELECT toString(sum(amount)) AS aum
FROM balance FINAL
WHERE \`from\` <= {day:Date32} AND \`to\` > {day:Date32} AND class IN {classes:Array(String)}`,
  parameters: z.object({ day: z.iso.date(), classes: z.array(z.string()) }),
  row: z.object({ aum: z.string() }),
})
