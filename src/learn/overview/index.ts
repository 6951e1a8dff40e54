export { readOverview } from './read-overview.ts'
export { overviewRoutes } from './routes.ts'
