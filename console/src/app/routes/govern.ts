import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { textsIn } from '../search.ts'
import { signedIn } from './signed-in.ts'

// Validators stand apart: inside createRoute TypeScript loses the names.
const usersSearch = textsIn('cursor')
const apiKeysSearch = textsIn('cursor')
const auditSearch = textsIn('cursor', 'action', 'objectKind', 'actor')
const jobsSearch = textsIn('cursor', 'state')

const users = createRoute({
  getParentRoute: () => signedIn,
  path: '/govern/users',
  validateSearch: usersSearch,
  component: lazyRouteComponent(() => import('../../pages/govern/users.tsx'), 'UsersPage'),
})
const apiKeys = createRoute({
  getParentRoute: () => signedIn,
  path: '/govern/api-keys',
  validateSearch: apiKeysSearch,
  component: lazyRouteComponent(() => import('../../pages/govern/api-keys.tsx'), 'ApiKeysPage'),
})
const audit = createRoute({
  getParentRoute: () => signedIn,
  path: '/govern/audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('../../pages/govern/audit.tsx'), 'AuditPage'),
})
const jobs = createRoute({
  getParentRoute: () => signedIn,
  path: '/govern/jobs',
  validateSearch: jobsSearch,
  component: lazyRouteComponent(() => import('../../pages/govern/jobs.tsx'), 'JobsPage'),
})

export const governRoutes = [users, apiKeys, audit, jobs]
