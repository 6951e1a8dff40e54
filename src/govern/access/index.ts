export { actorOfUser } from './actor-of-user.ts'
export { authenticate } from './authenticate.ts'
export {
  bitmapWithinScopeSql,
  customersWithinScope,
  isWithinScope,
  scopedCustomersSql,
  withinScopeSql,
} from './data-scope.ts'
export { ensureAdministrator } from './ensure-administrator.ts'
export { accessRoutes } from './routes.ts'
export { resetPassword } from './reset-password.ts'
export { createUser } from './users.ts'
