import { z } from 'zod'
import { pageOf } from '../../../platform/http/route-kit.ts'
import { plainText } from '../../rules/index.ts'

export const valuesUpload = z.strictObject({
  /**
   * One customer a line: `number,value` (comma, semicolon or tab; quotes as in CSV; a first line of column names is
   * skipped), or JSON lines `{"customer": "62000001", "value": 3}`. An empty value takes the customer's value away. Of
   * several lines for one customer the last counts.
   */
  content: plainText(20_000_000)
    .min(1)
    .refine((text) => text.trim() !== '', { message: 'has no lines' }),
  /** Name of the file, for the list of uploads. */
  file: plainText(200).default(''),
})

const problemReason = z.enum(['unknown', 'duplicate', 'invalid'])
export const uploadView = z.object({
  id: z.number().int(),
  file: z.string(),
  /** Lines with something on them. */
  rows: z.number().int(),
  /** Customers whose value was set or taken away. */
  customers: z.number().int(),
  /** Lines whose number is no customer's. */
  unknown: z.number().int(),
  /** Lines that a later line for the same customer replaced. */
  duplicates: z.number().int(),
  /** Lines whose value is not of the tag's type, or that could not be taken apart. */
  invalid: z.number().int(),
  /** The first hundred of these lines, 1 = the first of the content. */
  problems: z.array(z.object({ line: z.number().int(), reason: problemReason })),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
})
export type UploadView = z.output<typeof uploadView>
export const uploadPage = pageOf(uploadView)

export const uploadReport = uploadView.extend({
  /** The same content came before, and nothing since: nothing was written. */
  repeated: z.boolean(),
  /** The refresh that makes the values appear; null when one waits already. */
  job: z.string().nullable(),
})

export const manualValue = z.strictObject({
  customerNumber: plainText(64).min(1),
  /** null takes the value away. Days as `2026-11-01`. */
  value: z.union([plainText(1000).min(1), z.number(), z.boolean()]).nullable(),
})
export const clearedValues = z.object({ customers: z.number().int(), job: z.string().nullable() })
