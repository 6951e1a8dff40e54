import { z } from 'zod'
import { pageOf, pageQuery } from '../../../platform/http/route-kit.ts'
import { schedule } from '../../../understand/segments/index.ts'
import { boardFilters } from '../schema.ts'

export const mailingInput = z.strictObject({
  recipients: z
    .array(z.email().max(200))
    .min(1)
    .max(50)
    .refine(
      (all) => new Set(all.map((one) => one.toLowerCase())).size === all.length,
      'names an address twice',
    ),
  language: z.enum(['zh-CN', 'en']).default('zh-CN'),
  schedule: schedule.describe('In the business time zone'),
  filters: boardFilters.nullable().default(null).describe('Instead of those of the board'),
  enabled: z.boolean().default(true),
})

export const mailPreview = mailingInput.pick({ language: true, filters: true })
export const mailPreviewView = z.object({
  subject: z.string(),
  html: z.string().describe('A whole document; pictures are data URLs'),
})

/** Why an enabled mailing is not sent any more. */
const stopReason = z.enum(['owner_disabled', 'owner_may_not_view', 'dashboard_archived'])

export const mailingView = mailingInput.extend({
  id: z.number().int(),
  dashboard: z.number().int(),
  owner: z.string().describe('Login of the user with whose rights it is made'),
  stopped: stopReason.nullable().describe('Saving it again makes you its owner, and lets it go on'),
  dueAt: z.iso.datetime().nullable(),
  last: z
    .object({ at: z.iso.datetime(), state: z.enum(['pending', 'done', 'failed']) })
    .nullable()
    .describe('The newest time it was sent'),
  version: z.number().int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type MailingView = z.output<typeof mailingView>

export const sendingView = z.object({
  id: z.uuid(),
  slot: z.iso.datetime().nullable().describe('Of the schedule; null when somebody asked for it'),
  requestedBy: z.string(),
  at: z.iso.datetime(),
  state: z.enum(['pending', 'done', 'failed']),
  error: z.string().nullable(),
  mails: z.array(
    z.object({
      recipient: z.string(),
      state: z.enum(['pending', 'sent', 'failed']),
      error: z.string().nullable(),
      sentAt: z.iso.datetime().nullable(),
    }),
  ),
})
export type SendingView = z.output<typeof sendingView>
export const sendingPage = pageOf(sendingView)
export const sendingQuery = pageQuery
