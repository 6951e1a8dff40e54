import { z } from 'zod'
import { defineContent, liquidText, optional, required } from './content-kind.ts'

/** Longest value of a field by the letters of its name (subscribe message parameters, Weixin's documentation). */
const longestOf: Readonly<Record<string, number>> = {
  thing: 20,
  number: 32,
  letter: 32,
  symbol: 5,
  character_string: 32,
  time: 32,
  date: 32,
  amount: 12,
  phone_number: 17,
  car_number: 8,
  name: 10,
  phrase: 5,
}
const fieldName =
  /^(thing|number|letter|symbol|character_string|time|date|amount|phone_number|car_number|name|phrase)\d{1,3}$/

/** A subscribe message of a WeChat mini-program: the fields of a message template that WeChat approved. */
export const miniProgramContent = z.strictObject({
  templateId: z.string().max(100).describe('The id that WeChat gave the message template'),
  page: liquidText(1_000).default('').describe('Page of the mini-program that opens, with its parameters'),
  fields: z
    .record(
      z.string().regex(fieldName, 'must be a field of the message template, such as thing1 or date2'),
      liquidText(500),
    )
    .refine((fields) => Object.keys(fields).length <= 20, 'has more than 20 fields'),
})

export const miniProgram = defineContent({
  schema: miniProgramContent,
  places: ({ fields }) => [
    optional(['page'], { longest: 1_024 }),
    ...Object.keys(fields).map((name) =>
      required(['fields', name], { longest: longestOf[name.replace(/\d+$/, '')] ?? 20 }),
    ),
  ],
  plain: ({ fields }) => ({ subject: '', body: Object.values(fields).join('\n') }),
})
