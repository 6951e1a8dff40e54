import { z } from 'zod'
import { defineContent, liquidText, required } from './content-kind.ts'

/** A text message. The bank's signature goes in front when it is sent; segments are counted with it. */
export const smsContent = z.strictObject({ text: liquidText() })

export const sms = defineContent({
  schema: smsContent,
  places: () => [required(['text'])],
  plain: ({ text }) => ({ subject: '', body: text }),
})
