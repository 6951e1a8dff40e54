import { z } from 'zod'
import { contactChannel, purpose } from '../../govern/consent/index.ts'

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 21:00')

/**
 * The one policy of the contact gate: every contact of every journey passes it.
 *
 * @example (YAML, under `contactPolicy:`)
 * purpose: marketing
 * consent: opt_in            # opt_in: a recorded yes is needed; opt_out: only a recorded no refuses
 * caps: [{ limit: 3, days: 7 }]
 * quietHours: { from: '21:00', to: '09:00', channels: [sms, push], action: hold }   # or null
 */
export const contactPolicy = z.strictObject({
  purpose: purpose.default('marketing'),
  consent: z.enum(['opt_in', 'opt_out']).default('opt_in'),
  caps: z
    .array(
      z.strictObject({
        limit: z.number().int().min(1).max(1000),
        days: z.number().int().min(1).max(366).describe('Rolling days, over all channels together'),
      }),
    )
    .max(4)
    .default([{ limit: 3, days: 7 }]),
  quietHours: z
    .strictObject({
      from: timeOfDay,
      to: timeOfDay,
      channels: z.array(contactChannel).optional().describe('Absent: every channel'),
      action: z.enum(['hold', 'drop']).default('hold'),
    })
    .nullable()
    .default({ from: '21:00', to: '09:00', action: 'hold' }),
})
export type ContactPolicy = z.output<typeof contactPolicy>
export type ContactPolicyInput = z.input<typeof contactPolicy>

export const contactPolicyView = contactPolicy.extend({ version: z.number().int() })
export type ContactPolicyView = z.infer<typeof contactPolicyView>
