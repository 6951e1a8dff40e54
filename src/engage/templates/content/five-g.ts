import { z } from 'zod'
import { defineContent, liquidText, optional, required } from './content-kind.ts'

/** A 5G message: a card with suggestions, and the text message that phones without 5G messages get. */
export const fiveGContent = z.strictObject({
  title: liquidText(500),
  description: liquidText(4_000),
  picture: liquidText(2_000).default(''),
  suggestions: z
    .array(z.strictObject({ label: liquidText(100), url: liquidText(2_000) }))
    .max(4)
    .default([]),
  fallback: liquidText(),
})

// GSMA RCC.07: card title 200, description 2,000 characters, at most 4 suggestions on a card of 25 characters each.
export const fiveG = defineContent({
  schema: fiveGContent,
  places: ({ suggestions }) => [
    required(['title'], { longest: 200 }),
    required(['description'], { longest: 2_000 }),
    optional(['picture'], { address: true }),
    ...suggestions.flatMap((_, i) => [
      required(['suggestions', String(i), 'label'], { longest: 25 }),
      required(['suggestions', String(i), 'url'], { address: true }),
    ]),
    required(['fallback']),
  ],
  plain: ({ title, fallback }) => ({ subject: title, body: fallback }),
})
