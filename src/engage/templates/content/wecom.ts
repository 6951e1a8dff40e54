import { z } from 'zod'
import { defineContent, liquidText, optional, required } from './content-kind.ts'

/** An app message in WeCom: text, or a text card with a button. */
export const wecomContent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: liquidText() }),
  z.strictObject({
    type: z.literal('card'),
    title: liquidText(500),
    description: liquidText(1_000),
    url: liquidText(2_000),
    button: liquidText(100).default(''),
  }),
])

// Limits of WeCom's message/send (developer.work.weixin.qq.com/document/path/90236): text 2,048 bytes, card title 128
// bytes, description 512 bytes, button 4 characters. A Chinese character has 3 bytes in UTF-8.
export const wecom = defineContent({
  schema: wecomContent,
  places: (content) =>
    content.type === 'text'
      ? [required(['text'], { longest: 680 })]
      : [
          required(['title'], { longest: 42 }),
          required(['description'], { longest: 170 }),
          required(['url'], { address: true }),
          optional(['button'], { longest: 4 }),
        ],
  plain: (content) =>
    content.type === 'text'
      ? { subject: '', body: content.text }
      : { subject: content.title, body: `${content.description}\n${content.url}` },
})
