import { z } from 'zod'
import type { SourceRow } from './store.ts'

export const sourceKey = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9_]*$/, 'must start with a lower-case letter and hold only a–z, 0–9 and _')

/** `https://www.bank.example` or `*`; kept the way browsers send it. */
const origin = z
  .string()
  .max(300)
  .transform((text, check) => {
    if (text === '*') return text
    const parsed = URL.parse(text)
    if (parsed !== null && (parsed.protocol === 'https:' || parsed.protocol === 'http:')) return parsed.origin
    check.addIssue({ code: 'custom', message: 'must be an origin such as https://www.bank.example, or *' })
    return z.NEVER
  })
const origins = z.array(origin).max(200)
const name = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\uFFFD]+$/u, 'must not hold control characters or damaged text')

export const newSource = z.object({
  key: sourceKey,
  name,
  /** app, web, mini_program, branch …: what reports group by. */
  channel: sourceKey,
  allowedOrigins: origins.default([]),
  strict: z.boolean().default(false),
})
export type NewSource = z.input<typeof newSource>

export const sourceChange = z.object({
  name: name.optional(),
  channel: sourceKey.optional(),
  allowedOrigins: origins.optional(),
  strict: z.boolean().optional(),
  enabled: z.boolean().optional(),
})
export type SourceChange = z.input<typeof sourceChange>

export const sourceView = z.object({
  id: z.number(),
  key: z.string(),
  name: z.string(),
  channel: z.string(),
  writeKey: z.string(),
  allowedOrigins: z.array(z.string()),
  strict: z.boolean(),
  enabled: z.boolean(),
  version: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type SourceView = z.infer<typeof sourceView>

export function viewOfSource(row: SourceRow): SourceView {
  return {
    id: row.id,
    key: row.key,
    name: row.name,
    channel: row.channel,
    writeKey: row.write_key,
    allowedOrigins: row.allowed_origins,
    strict: row.strict,
    enabled: row.enabled,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}
