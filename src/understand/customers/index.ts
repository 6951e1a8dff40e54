export { aumClasses } from './aum.ts'
export { customerRoutes } from './routes.ts'
export { summariseCustomers } from './summarise-customers.ts'
