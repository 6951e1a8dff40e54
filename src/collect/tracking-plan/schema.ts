import { z } from 'zod'
import { propertyTypes } from '../protocols/index.ts'

const status = z.enum(['learnt', 'approved', 'blocked'])
/** PostgreSQL has no NUL in text. */
const withoutNul = (value: string): boolean => !value.includes('\0')
const text = z.string().trim().max(2_000).refine(withoutNul, 'must not hold NUL')
export const eventName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\uFFFD]+$/u, 'must not hold control characters or damaged text')
export const propertyName = z
  .string()
  .min(1)
  .max(765)
  .regex(/^[^\p{Cc}\uFFFD]+$/u, 'must not hold control characters or damaged text')

/** Part of a name or title to look for. */
export const search = z.string().max(200).refine(withoutNul, 'must not hold NUL')

export const propertyView = z.object({
  name: z.string(),
  type: z.enum(propertyTypes),
  required: z.boolean(),
  description: z.string(),
  firstSeen: z.string(),
  lastSeen: z.string(),
  version: z.number(),
})
export type PropertyView = z.infer<typeof propertyView>

export const eventView = z.object({
  name: z.string(),
  status,
  title: z.string(),
  description: z.string(),
  firstSeen: z.string(),
  lastSeen: z.string(),
  version: z.number(),
  properties: z.array(propertyView),
})
export type EventView = z.infer<typeof eventView>

export const newProperty = z.object({
  name: propertyName,
  type: z.enum(propertyTypes),
  required: z.boolean().default(false),
  description: text.default(''),
})

/** An event described before its first arrival, so that a strict source admits it. */
export const newEvent = z.object({
  name: eventName,
  status: z.enum(['approved', 'blocked']).default('approved'),
  title: text.default(''),
  description: text.default(''),
  properties: z.array(newProperty).max(500).default([]),
})
export type NewEvent = z.input<typeof newEvent>

export const eventChange = z.object({
  status: status.optional(),
  title: text.optional(),
  description: text.optional(),
})
export type EventChange = z.input<typeof eventChange>

export const propertyChange = z.object({
  type: z.enum(propertyTypes).optional(),
  required: z.boolean().optional(),
  description: text.optional(),
})
export type PropertyChange = z.input<typeof propertyChange>
