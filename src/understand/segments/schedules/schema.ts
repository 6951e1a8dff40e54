import { z } from 'zod'

export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 06:30')

/** When a segment is fixed anew by itself, in the business time zone. */
export const schedule = z.discriminatedUnion('every', [
  z.strictObject({ every: z.literal('day'), at: timeOfDay }),
  z.strictObject({
    every: z.literal('week'),
    on: z
      .array(z.enum(weekdays))
      .min(1)
      .max(7)
      .refine((days) => new Set(days).size === days.length, 'names a day twice'),
    at: timeOfDay,
  }),
  z.strictObject({
    every: z.literal('month'),
    /** A day that every month has, or its last one. */
    on: z.union([z.number().int().min(1).max(28), z.literal('last')]),
    at: timeOfDay,
  }),
  z.strictObject({ every: z.literal('cron'), cron: z.string().max(100) }),
])
export type Schedule = z.output<typeof schedule>

export const scheduleChange = z.strictObject({
  /** null = only on request. */
  schedule: schedule.nullable(),
  paused: z.boolean().default(false),
})
export const scheduleQuestion = z.strictObject({ schedule })
export const schedulePreview = z.object({
  cron: z.string(),
  timezone: z.string(),
  /** The next five due times. */
  next: z.array(z.iso.datetime()),
})
