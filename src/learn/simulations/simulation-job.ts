import { simulateJourney, trialJob } from '../../engage/journeys/index.ts'
import { readEffect } from '../effects/index.ts'
import { simulation } from './schema.ts'

export const simulationJob = trialJob(
  'simulate-journey',
  simulation,
  async (ctx, key, graph, request, run) => {
    const { counts, ticks, from, until, measured } = await simulateJourney(
      ctx,
      key,
      request,
      (scratch) => readEffect(scratch, key),
      { graph, ...run },
    )
    return { ...counts, ticks, from: from.toISOString(), until: until.toISOString(), effect: measured }
  },
)
