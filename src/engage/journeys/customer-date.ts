import { z } from 'zod'
import { definitionKey, plainText } from '../../understand/rules/index.ts'

const name = plainText(64).min(1)

/**
 * A day that belongs to a customer: an attribute of the master data, a tag of type date, or a day of a holding.
 *
 * @example { attribute: birth_date }
 * @example { tag: last_login_day }
 * @example { holding: { class: time_deposit }, field: matures }
 */
export const customerDate = z.union([
  z.strictObject({
    attribute: plainText(200)
      .min(1)
      .describe('birth_date, opened, or an attribute of the bank’s own that holds a day'),
  }),
  z.strictObject({ tag: definitionKey.describe('A tag of type date') }),
  z.strictObject({
    holding: z
      .strictObject({ class: name.optional(), product: name.optional(), status: name.optional() })
      .describe('Which of the customer’s holdings; only open ones count, except for the field closed'),
    field: z.enum(['matures', 'opened', 'closed']),
  }),
])
export type CustomerDate = z.output<typeof customerDate>
