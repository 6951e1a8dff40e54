import { z } from 'zod'
import { defineContent, liquidText, optional, required } from './content-kind.ts'

/** A notification on the lock screen and where a tap leads. */
export const pushContent = z.strictObject({
  title: liquidText(500).default(''),
  body: liquidText(1_000),
  link: liquidText(2_000).default('').describe('Web address or app address, e.g. bank://funds/123'),
})

// Phones cut titles off at about 50 and texts at about 200 characters; gateways refuse payloads over 4 KB.
export const push = defineContent({
  schema: pushContent,
  places: () => [
    optional(['title'], { longest: 50 }),
    required(['body'], { longest: 200 }),
    optional(['link'], { address: true }),
  ],
  plain: ({ title, body }) => ({ subject: title, body }),
})
