import { z } from 'zod'
import { conditions, expression } from './expression.ts'

const name = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be lower-case letters, digits and underscores')

const path = z
  .string()
  .min(1)
  .refine((value) => !value.startsWith('/') && !value.split('/').includes('..'), {
    message: 'must lie inside the folder given by --from: no leading "/" and no ".."',
  })

/** One file of the delivery. The format follows from the file's ending unless it is given. */
export const planFile = z.strictObject({
  path,
  format: z.enum(['csv', 'parquet', 'ndjson']).optional(),
  /** One character, or up to four where fields are not quoted. */
  delimiter: z.string().min(1).max(4).default(','),
  /** CSV: the first line names the columns. Without a header give `columns`. */
  header: z.boolean().default(true),
  columns: z.array(z.string().min(1)).min(1).optional(),
  /** CSV and NDJSON: as iconv names it, e.g. GBK. */
  encoding: z
    .string()
    .regex(/^[A-Za-z0-9_:-]{2,40}$/)
    .default('UTF-8'),
  /** CSV: fields may be quoted with ". Turn off for files where " is an ordinary character. */
  quotes: z.boolean().default(true),
  /** Texts that mean "no value", besides the empty one. */
  nulls: z.array(z.string()).default(['\\N']),
})
export type PlanFile = z.output<typeof planFile>

const fields = <Shape extends z.ZodRawShape>(shape: Shape) => ({
  from: z.string(),
  /** Only rows whose columns have these values; others are not read and not refused. */
  where: conditions.optional(),
  ...shape,
})
const optional = expression.optional()
const attributes = z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9_.]{0,63}$/), expression).optional()

const rowsOf = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.union([
    z.strictObject(fields(shape)),
    z.strictObject({ rows: z.array(z.record(z.string(), z.string())).min(1), ...shape }),
  ])

export const plan = z.strictObject({
  name,
  description: z.string().default(''),
  /** Zone of dates and times without one. */
  timezone: z.string().optional(),
  /** `remove`: rows that an earlier run of this plan wrote and the files no longer have disappear. `keep`: files are increments. */
  missing: z.enum(['remove', 'keep']).default('remove'),
  files: z.record(name, planFile),
  organisations: z
    .array(rowsOf({ code: expression, parent: optional, name: expression, level: expression }))
    .default([]),
  staff: z
    .array(rowsOf({ code: expression, name: expression, organisation: expression, position: expression }))
    .default([]),
  products: z
    .array(
      rowsOf({ product: expression, name: expression, name_en: optional, class: expression, risk: optional }),
    )
    .default([]),
  customers: z
    .array(
      z.strictObject(
        fields({
          number: expression,
          name: optional,
          gender: optional,
          birth_date: optional,
          province: optional,
          city: optional,
          branch: optional,
          manager: optional,
          opened: optional,
          risk: optional,
          occupation: optional,
          phone: optional,
          email: optional,
          attributes,
        }),
      ),
    )
    .default([]),
  holdings: z
    .array(
      z.strictObject(
        fields({
          holding: expression,
          customer: expression,
          product: expression,
          class: expression,
          opened: expression,
          matures: optional,
          closed: optional,
          status: optional,
          amount: optional,
          attributes,
        }),
      ),
    )
    .default([]),
  ledger: z
    .array(
      z.strictObject(
        fields({
          account: expression,
          customer: optional,
          transaction: expression,
          at: expression,
          amount: expression,
          operation: optional,
          category: optional,
          attributes,
        }),
      ),
    )
    .default([]),
  /** Intervals or observations from a file, or derived from the ledger's running sums. */
  balances: z
    .union([
      z.strictObject({ derive: z.literal('ledger') }),
      z.array(
        z.strictObject(
          fields({
            account: expression,
            customer: optional,
            /** First day on which the amount held. */
            date: expression,
            /** First day on which it no longer held; without it, the account's next row ends it. */
            until: optional,
            amount: expression,
          }),
        ),
      ),
    ])
    .default([]),
  relations: z
    .array(
      z.strictObject(
        fields({ customer: expression, related: expression, kind: expression, detail: optional }),
      ),
    )
    .default([]),
  events: z
    .array(
      z.strictObject(
        fields({
          customer: optional,
          account: optional,
          id: expression,
          name: expression,
          at: expression,
          channel: optional,
          session: optional,
          properties: attributes,
        }),
      ),
    )
    .default([]),
  consents: z
    .array(
      z.strictObject(
        fields({
          customer: expression,
          purpose: expression,
          channel: expression,
          granted: expression,
          at: expression,
          wording: optional,
          evidence: optional,
        }),
      ),
    )
    .default([]),
})
export type Plan = z.output<typeof plan>

export const targetNames = [
  'organisations',
  'staff',
  'products',
  'customers',
  'holdings',
  'ledger',
  'balances',
  'relations',
  'events',
  'consents',
] as const
export type TargetName = (typeof targetNames)[number]
