export { simulationRoutes } from './routes.ts'
export { simulationJob } from './simulation-job.ts'
