import { z } from 'zod'

/** How definitions are named in rules, journeys and YAML: `high_value_customers`. */
export const definitionKey = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be a key: lower-case letters, digits and underscores, at most 64')

/** What people read, in both languages. */
export const displayName = z.strictObject({
  'zh-CN': z.string().min(1).max(200),
  en: z.string().min(1).max(200),
})
export type DisplayName = z.output<typeof displayName>

/** A calendar day, `2026-11-01`. */
export const calendarDay = z.iso.date()
