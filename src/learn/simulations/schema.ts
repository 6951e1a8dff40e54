import { z } from 'zod'
import { graphCounts, simulationOptions } from '../../engage/journeys/index.ts'
import { effectReport } from '../effects/index.ts'

export const simulationResult = graphCounts.extend({
  from: z.iso.datetime(),
  until: z.iso.datetime(),
  ticks: z.number().int(),
  effect: effectReport.describe('What the report of effects says at the end of it'),
})

/** Travel in time with a draft: who gets where and what effect is found when customers do what is assumed. */
export const simulation = {
  table: 'journey_simulation',
  noun: 'simulation',
  action: 'simulation',
  request: simulationOptions,
  result: simulationResult,
} as const
