export { advanceJourney, type Advance } from './advance-journey.ts'
export { applyJourneyDefinitions } from './apply-journey-definitions.ts'
export type { GoalCondition } from './goal-condition.ts'
export { happenedSql } from './goal-sql.ts'
export { pauseJourney, resumeJourney } from './pause-journey.ts'
export { publishJourney } from './publish-journey.ts'
export { readJourneyGraphs } from './read-graphs.ts'
export { listJourneys, readJourney } from './read-journeys.ts'
export { journeyRoutes } from './routes.ts'
export { saveJourney } from './save-journey.ts'
export { tickJourneys, tickJourneysJob } from './tick-journeys-job.ts'
export {
  type JourneyDefinitions,
  type JourneyDraft,
  journeyGraph,
  type JourneyGraph,
  type JourneyGraphInput,
  type JourneySummary,
  type JourneyView,
} from './schema.ts'
