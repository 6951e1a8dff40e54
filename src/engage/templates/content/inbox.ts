import { z } from 'zod'
import { defineContent, liquidText, optional, required } from './content-kind.ts'

/** A message in the app's own inbox. */
export const inboxContent = z.strictObject({
  title: liquidText(500).default(''),
  body: liquidText(20_000),
  link: liquidText(2_000).default(''),
})

export const inbox = defineContent({
  schema: inboxContent,
  places: () => [
    optional(['title'], { longest: 80 }),
    required(['body'], { longest: 5_000 }),
    optional(['link'], { address: true }),
  ],
  plain: ({ title, body }) => ({ subject: title, body }),
})
