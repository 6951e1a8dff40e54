import { z } from 'zod'
import { defineContent, liquidText, optional, required } from './content-kind.ts'

/**
 * A message that a manager confirms and WeCom then sends to many of the manager's contacts at once: everyone reads the
 * same, so it may not speak of the customer.
 */
export const wecomMassContent = z.strictObject({
  text: liquidText(),
  link: z
    .strictObject({
      title: liquidText(300),
      description: liquidText(600).default(''),
      url: liquidText(2_000),
      picture: liquidText(2_000).default(''),
    })
    .optional(),
})

// externalcontact/add_msg_template: text 4,000 bytes; link title 128, description 512 bytes.
export const wecomMass = defineContent({
  schema: wecomMassContent,
  places: ({ link }) => [
    required(['text'], { longest: 1_300 }),
    ...(link
      ? [
          required(['link', 'title'], { longest: 42 }),
          optional(['link', 'description'], { longest: 170 }),
          required(['link', 'url'], { address: true }),
          optional(['link', 'picture'], { address: true }),
        ]
      : []),
  ],
  plain: ({ text, link }) => ({ subject: '', body: link ? `${text}\n${link.url}` : text }),
})
