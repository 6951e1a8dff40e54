import { z } from 'zod'

const count = z.number().int()

/** The loop in numbers. Days begin at midnight in the business time zone. */
export const overviewView = z.object({
  collect: z.object({
    eventsToday: count,
    eventsPerMinute: z.number().describe('Received in the last five minutes, per minute'),
    eventsTotal: count,
    sources: count,
    deadLettersOpen: count,
    spoolLagSeconds: z.number().describe('Age of the oldest accepted event that is not queryable yet'),
  }),
  understand: z.object({ customers: count, tags: count, segments: count, tagsAsOf: z.string().nullable() }),
  decide: z.object({ suppressedToday: count, policyVersion: count }),
  engage: z.object({
    journeysRunning: count,
    customersInJourneys: count,
    touchesToday: count,
    touchesTotal: count,
  }),
  learn: z.object({
    effects: count,
    conversions: count,
    bestLift: z
      .object({
        journey: z.string(),
        name: z.object({ 'zh-CN': z.string(), en: z.string() }),
        lift: z.number().describe('Difference of conversion rates, treated − holdout'),
        low: z.number(),
        high: z.number(),
      })
      .nullable(),
  }),
  asOf: z.string(),
  series: z.object({ eventsPerHour: z.array(z.object({ at: z.string(), events: count })) }),
})
export type Overview = z.output<typeof overviewView>
