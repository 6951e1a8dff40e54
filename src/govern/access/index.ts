export { authenticate } from './authenticate.ts'
export { ensureAdministrator } from './ensure-administrator.ts'
export { accessRoutes } from './routes.ts'
export { createUser } from './users.ts'
