import { z } from 'zod'
import { scopes } from '../../platform/actor.ts'
import { roles } from './roles.ts'

export const role = z.enum(roles)
export const scope = z.enum(scopes)
export const locale = z.enum(['zh-CN', 'en'])
const login = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._@-]{1,63}$/, 'use 2–64 lower-case letters, digits, dots, dashes or @')
/** Codes of organisations whose customers, and those of everything below, a user sees; null = all. */
const dataScope = z
  .array(z.string().trim().min(1).max(64))
  .min(1, 'name at least one organisation')
  .max(200)
  .nullable()
const password = z.string().min(10, 'use at least 10 characters').max(200)

export const credentials = z.object({
  login: z.string().min(1).max(64),
  password: z.string().min(1).max(200),
})
export type Credentials = z.output<typeof credentials>

export const sessionView = z.object({
  user: z.object({ login: z.string(), name: z.string(), role, locale, dataScope }),
  scopes: z.array(scope),
})
export type SessionView = z.output<typeof sessionView>

export const newUser = z.object({
  login,
  name: z.string().trim().min(1).max(100),
  password,
  role,
  locale: locale.default('zh-CN'),
  dataScope: dataScope.default(null),
})
export type NewUser = z.input<typeof newUser>

export const userChange = z
  .object({
    name: z.string().trim().min(1).max(100),
    role,
    locale,
    dataScope,
    password,
    disabled: z.boolean(),
  })
  .partial()
export type UserChange = z.output<typeof userChange>

export const userView = z.object({
  id: z.number().int(),
  login: z.string(),
  name: z.string(),
  role,
  locale,
  dataScope,
  disabled: z.boolean(),
  version: z.number().int(),
  createdAt: z.string(),
})
export type UserView = z.output<typeof userView>

export const newApiKey = z.object({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(scope).min(1, 'name at least one scope'),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
})
export type NewApiKey = z.output<typeof newApiKey>

export const apiKeyView = z.object({
  id: z.number().int(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(scope),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
})
export type ApiKeyView = z.output<typeof apiKeyView>
