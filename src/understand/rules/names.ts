import { z } from 'zod'

/** Text that people write: what the stores cannot keep (NUL, halves of surrogate pairs) is refused. */
export function plainText(longest: number): z.ZodString {
  return z
    .string()
    .max(longest)
    .refine(
      (text) => !text.includes('\0') && text.isWellFormed(),
      'holds a character that cannot be stored: remove it',
    )
}

/** How definitions are named in rules, journeys and YAML: `high_value_customers`. */
export const definitionKey = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be a key: lower-case letters, digits and underscores, at most 64')

export type Language = 'zh-CN' | 'en'

/** What people read, in both languages. */
export const displayName = z.strictObject({
  'zh-CN': plainText(200).min(1),
  en: plainText(200).min(1),
})
export type DisplayName = z.output<typeof displayName>

/** A calendar day, `2026-11-01`. */
export const calendarDay = z.iso.date()
