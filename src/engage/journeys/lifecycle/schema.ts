import { z } from 'zod'
import { localisedText } from '../../templates/index.ts'

const count = z.number().int()

/** What a cancelled journey did and what it no longer does. */
export const cancellationReport = z.object({
  cancelledAt: z.iso.datetime(),
  cancelledBy: z.string(),
  reason: z.string(),
  taken: z
    .array(z.object({ node: z.string(), customers: count }))
    .describe('Who was taken out, and where they stood'),
  channels: z
    .array(
      z.object({
        channel: z.string(),
        queued: count.describe('Contacts that the gate had let through'),
        sent: count.describe('Handed to a provider before the journey was cancelled'),
        notSent: count.describe('Never handed over, and never will be'),
      }),
    )
    .describe('All contacts of the journey'),
  heldDropped: count.describe('Contacts that waited for the gate and are dropped'),
  sending: z.boolean().describe('A batch was with a provider at that moment: look again for the last counts'),
})
export type CancellationReport = z.infer<typeof cancellationReport>

export const cancellation = z.strictObject({
  reason: z.string().trim().min(1).max(500).describe('Why; kept in the audit log and the report'),
})

export const journeyCopy = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be lower-case letters, digits and _'),
  name: localisedText.optional().describe('Absent: the name of the original, marked as a copy'),
})
