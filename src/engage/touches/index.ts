export { listTouches } from './list-touches.ts'
export { touchRoutes } from './routes.ts'
export type { TouchView } from './schema.ts'
