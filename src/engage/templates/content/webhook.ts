import { z } from 'zod'
import { defineContent, liquidText, optional } from './content-kind.ts'

/** What another system receives. In JSON values are escaped, so that they cannot leave their string. */
export const webhookContent = z.strictObject({
  format: z.enum(['json', 'text']).default('json'),
  subject: liquidText(500).default(''),
  body: liquidText(50_000),
})

export const webhook = defineContent({
  schema: webhookContent,
  places: ({ format }) => [
    optional(['subject'], { longest: 200 }),
    { path: ['body'], escape: format === 'json' ? 'json' : 'none', required: true },
  ],
  plain: ({ subject, body }) => ({ subject, body }),
})
