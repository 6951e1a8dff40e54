export { aumClasses } from './aum.ts'
export { findPerson, personReference } from './person.ts'
export { customerRoutes } from './routes.ts'
