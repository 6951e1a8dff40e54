export { listTouches } from './list-touches.ts'
export { touchRoutes } from './routes.ts'
