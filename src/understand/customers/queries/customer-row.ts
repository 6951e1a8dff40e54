import { z } from 'zod'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

/** Master data as it is stored, unmasked: mask it before it leaves the server. Own number first, then the newest. */
export const customerRow = defineQuery({
  sql: `SELECT customer, number, name, gender, toString(birth_date) AS birthDate,
  if(birth_date IS NULL, NULL, age('year', birth_date, {day:Date32})) AS age,
  province, city, branch, manager, toString(opened) AS opened, risk, occupation, attributes,
  formatDateTime(updated, '%Y-%m-%dT%H:%i:%S.%fZ') AS updatedAt
FROM customer FINAL
WHERE customer IN {members:Array(UInt32)}
ORDER BY customer = {customer:UInt32} DESC, updated DESC`,
  parameters: z.object({
    customer: z.number().int(),
    members: z.array(z.number().int()),
    day: z.iso.date(),
  }),
  row: z.object({
    customer: z.number(),
    number: z.string(),
    name: z.string(),
    gender: z.string(),
    birthDate: z.string().nullable(),
    age: z.coerce.number().nullable(),
    province: z.string(),
    city: z.string(),
    branch: z.string(),
    manager: z.string(),
    opened: z.string().nullable(),
    risk: z.string(),
    occupation: z.string(),
    attributes: z.record(z.string(), z.string()),
    updatedAt: z.string(),
  }),
})

/** Where the customer can be reached, encrypted. */
export const contactRows = defineQuery({
  sql: `SELECT kind, value FROM contact_point FINAL
WHERE customer IN {members:Array(UInt32)}
ORDER BY kind DESC, updated DESC
LIMIT 1 BY kind, value`,
  parameters: z.object({ members: z.array(z.number().int()) }),
  row: z.object({ kind: z.string(), value: z.string() }),
})
