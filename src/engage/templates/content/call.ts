import { z } from 'zod'
import { defineContent, liquidText, optional, required } from './content-kind.ts'

/** What a manager or an agent reads before and during a call. */
export const callContent = z.strictObject({
  title: liquidText(300).default('').describe('What the call is about, in the list'),
  script: liquidText(20_000),
})

export const call = defineContent({
  schema: callContent,
  places: () => [optional(['title'], { longest: 80 }), required(['script'], { longest: 5_000 })],
  plain: ({ title, script }) => ({ subject: title, body: script }),
})
