import { z } from 'zod'

const share = z.number().min(0).max(1)

/** What customers are taken to do. Everybody draws by a hash of their number, so that a seed gives the same again. */
export const plantedResponse = z.strictObject({
  event: z.string().min(1).max(200).describe('What they do'),
  properties: z.record(z.string(), z.string()).default({}),
  baseRate: share.describe('Share of those who are held out'),
  uplift: z
    .number()
    .min(-1)
    .max(1)
    .describe('What the journey adds for those who are treated, contacted or not'),
  withinDays: z.number().positive().max(366).describe('Spread evenly over these days from assignment'),
})

export const simulationOptions = z.strictObject({
  days: z.number().int().min(1).max(366).default(90),
  responses: z.array(plantedResponse).max(20).default([]),
  contacts: z
    .strictObject({ delivered: share, opened: share, clicked: share })
    .default({ delivered: 0.97, opened: 0.35, clicked: 0.12 })
    .describe('What becomes of messages'),
  seed: z.number().int().nonnegative().default(1),
  stepHours: z
    .number()
    .min(1)
    .max(168)
    .default(24)
    .describe('The clock is never moved further at once: goals are looked at this often'),
})
export type SimulationOptions = z.input<typeof simulationOptions>
