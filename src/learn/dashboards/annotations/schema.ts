import { z } from 'zod'
import { calendarDay, displayName } from '../../../understand/rules/index.ts'

const days = { firstDay: calendarDay, lastDay: calendarDay }

export const annotationInput = z
  .strictObject({
    name: displayName,
    ...days,
    dashboard: z
      .number()
      .int()
      .min(1)
      .max(2_147_483_647)
      .nullable()
      .default(null)
      .describe('null = every board'),
  })
  .refine(({ firstDay, lastDay }) => firstDay <= lastDay, {
    message: 'lies before firstDay',
    path: ['lastDay'],
  })

export const annotationView = z.object({
  id: z.number().int(),
  name: displayName,
  ...days,
  dashboard: z.number().int().nullable(),
  version: z.number().int(),
  createdBy: z.string(),
  updatedAt: z.iso.datetime(),
})
export type AnnotationView = z.output<typeof annotationView>

/** What is drawn on charts: entered by people, or the beginning and end of a journey. */
export const mark = z.discriminatedUnion('of', [
  z.object({ of: z.literal('annotation'), ...annotationView.shape }),
  z.object({
    of: z.literal('journey'),
    journey: z.string(),
    name: displayName,
    firstDay: z.string().describe('First published'),
    lastDay: z.string().nullable().describe('Finished or cancelled; null while it goes on'),
  }),
])
export type Mark = z.output<typeof mark>

export const marksQuery = z
  .object({
    from: calendarDay,
    to: calendarDay,
    dashboard: z.coerce
      .number()
      .int()
      .min(1)
      .max(2_147_483_647)
      .optional()
      .describe('Also those of this board'),
    journeys: z.stringbool().default(true),
  })
  .refine(({ from, to }) => from <= to, { message: 'lies before from', path: ['to'] })
