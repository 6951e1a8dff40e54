export { aumClasses } from './aum.ts'
export { customerRoutes } from './routes.ts'
