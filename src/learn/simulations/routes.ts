import { requestTrial, trialRoutes } from '../../engage/journeys/index.ts'
import { simulation } from './schema.ts'
import { simulationJob } from './simulation-job.ts'

export const simulationRoutes = trialRoutes(
  simulation,
  {
    start: 'simulations',
    list: 'simulations',
    summary:
      'Run the draft over today’s customers for days of simulated time in the background: who gets where, and the effect',
  },
  (ctx, key, input) => requestTrial(ctx, simulation, simulationJob, key, input),
)
