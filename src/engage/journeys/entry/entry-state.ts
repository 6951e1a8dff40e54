import { z } from 'zod'

/** How far the entry of a journey has read (`journey.entry_state`); moves on in the transaction that commits a tick. */
export const entryState = z.object({
  /** Entry by segment: the newest snapshot that was read, … */
  segment: z.number().optional(),
  snapshot: z.number().optional(),
  /** … and the business day on which the cap left some of it outside. */
  limitedOn: z.string().optional(),
  /** Entry by event: the newest drained block that was read. */
  drained: z.number().optional(),
  /** Entry by date: the instant of the last look. */
  lookedAt: z.iso.datetime().optional(),
  /** Entry by API: the newest request that was let in. */
  request: z.number().optional(),
  /** Entry by another journey: its newest tick that was read. */
  sourceTick: z.number().optional(),
})
export type EntryState = z.output<typeof entryState>
