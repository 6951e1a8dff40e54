export { countEventsBySource } from './count-by-source.ts'
export { listNewestEvents } from './list-newest-events.ts'
export { eventFeedRoutes } from './routes.ts'
